using System.Security.Cryptography;
using System.Text;
using Microsoft.AspNetCore.Http.Metadata;
using Microsoft.EntityFrameworkCore;
using NexusQuantum.Domain.Errors;
using NexusQuantum.Web.Data;
using NexusQuantum.Web.Operations;
using Npgsql;

namespace NexusQuantum.Web.Http;

/// <summary>
/// <c>Idempotency-Key</c> on unsafe calls. 1. The first call with a key leaves a record. 2. It runs; operations it queues carry the
/// key in the same transaction. 3. Its answer is kept, sealed. A repeat gets that answer; when the portal died in between, it gets the
/// operation that was queued, or is run again when none was.
/// </summary>
internal sealed class Idempotency(IDbContextFactory<NexusDb> databases, NpgsqlDataSource data, Seal seal, TimeProvider time)
{
    public const int LongestKey = 200;
    private const string Header = "Idempotency-Key";
    private const int LargestAnswer = 256 * 1024;

    /// <summary>After this a call without an answer has died with its portal.</summary>
    private static readonly TimeSpan LongestCall = TimeSpan.FromMinutes(2);

    public async Task PassAsync(HttpContext context, RequestDelegate next)
    {
        var request = context.Request;
        if (!request.Path.StartsWithSegments("/v1", StringComparison.OrdinalIgnoreCase) || HttpMethods.IsGet(request.Method) || HttpMethods.IsHead(request.Method)
            || request.Headers[Header] is not { Count: > 0 } header || context.User.Identity?.IsAuthenticated != true
            || context.GetEndpoint()?.Metadata.GetMetadata<NoIdempotencyMetadata>() is not null || request.HasFormContentType
            || context.GetEndpoint()?.Metadata.GetMetadata<IRequestSizeLimitMetadata>() is { MaxRequestBodySize: null })
        {
            await next(context);
            return;
        }

        var key = header.ToString();
        if (key.Length > LongestKey || key.Any(letter => letter is < '!' or > '~'))
        {
            await new Error(ErrorKind.Invalid, "idempotency-key-invalid", $"An Idempotency-Key has 1 to {LongestKey} visible ASCII characters.").ToHttp().ExecuteAsync(context);
            return;
        }

        var scope = new IdempotencyScope(key, await HashAsync(request, context.RequestAborted));
        var user = context.User.ToCaller().UserId;
        if (await BeginAsync(user, scope, context.RequestAborted) is { } earlier)
        {
            await earlier.ExecuteAsync(context);
            return;
        }

        await RunAsync(context, next, user, scope);
    }

    private async Task<byte[]> HashAsync(HttpRequest request, CancellationToken cancellationToken)
    {
        request.EnableBuffering((int)HttpRoom.MostBytes);
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        hash.AppendData(Encoding.UTF8.GetBytes($"{request.Method} {request.Path}{request.QueryString}\n"));
        var buffer = new byte[16 * 1024];
        int read;
        while ((read = await request.Body.ReadAsync(buffer, cancellationToken)) > 0)
        {
            hash.AppendData(buffer, 0, read);
        }

        request.Body.Position = 0;

        // Keyed, because a body may hold a password that could be guessed from a bare hash.
        return seal.Hash(hash.GetHashAndReset());
    }

    /// <summary>Null when this call is to be run.</summary>
    private async Task<IResult?> BeginAsync(Guid user, IdempotencyScope scope, CancellationToken cancellationToken)
    {
        await using var command = data.CreateCommand("""
            INSERT INTO idempotency_records (user_id, key, request_hash, created_at) VALUES (@user, @key, @hash, @now)
            ON CONFLICT (user_id, key) DO NOTHING
            """);
        command.Parameters.AddWithValue("user", user);
        command.Parameters.AddWithValue("key", scope.Key);
        command.Parameters.AddWithValue("hash", scope.RequestHash);
        command.Parameters.AddWithValue("now", time.GetUtcNow());
        if (await command.ExecuteNonQueryAsync(cancellationToken) == 1)
        {
            return null;
        }

        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        var record = await db.Set<IdempotencyRecord>().AsNoTracking().SingleOrDefaultAsync(record => record.UserId == user && record.Key == scope.Key, cancellationToken);
        if (record is null)
        {
            return InProgress();
        }

        if (!record.RequestHash.AsSpan().SequenceEqual(scope.RequestHash))
        {
            return OperationErrors.KeyReused(scope.Key).ToHttp();
        }

        if (record is { Status: { } status, Body: { } body })
        {
            return new KeptAnswer(status, record.Location, record.ContentType, seal.Unprotect(body, Purpose(user, scope.Key)));
        }

        var replay = await OperationQueue.FindReplayAsync(db, user, scope, cancellationToken);
        return replay switch
        {
            { Error: { } error } => error.ToHttp(),
            { Value: { } queued } => Results.Accepted($"/v1/operations/{queued.Id}", queued),
            _ => await TakeOverAsync(record, cancellationToken) ? null : InProgress(),
        };
    }

    /// <summary>The portal died before the call left anything; one repeat may run it.</summary>
    private async Task<bool> TakeOverAsync(IdempotencyRecord record, CancellationToken cancellationToken)
    {
        await using var command = data.CreateCommand("UPDATE idempotency_records SET created_at = @now WHERE user_id = @user AND key = @key AND status IS NULL AND created_at < @dead");
        command.Parameters.AddWithValue("user", record.UserId);
        command.Parameters.AddWithValue("key", record.Key);
        command.Parameters.AddWithValue("now", time.GetUtcNow());
        command.Parameters.AddWithValue("dead", time.GetUtcNow() - LongestCall);
        return await command.ExecuteNonQueryAsync(cancellationToken) == 1;
    }

    private async Task RunAsync(HttpContext context, RequestDelegate next, Guid user, IdempotencyScope scope)
    {
        var wire = context.Response.Body;
        await using var copy = new MemoryStream();
        context.Response.Body = copy;
        IdempotencyScope.Current = scope;
        var kept = false;
        try
        {
            await next(context);
            kept = context.Response.StatusCode < 500 && context.Response.StatusCode != StatusCodes.Status429TooManyRequests && copy.Length <= LargestAnswer;
        }
        finally
        {
            IdempotencyScope.Current = null;
            context.Response.Body = wire;
            await EndAsync(context.Response, user, scope.Key, kept ? copy.ToArray() : null);
        }

        copy.Position = 0;
        await copy.CopyToAsync(wire, context.RequestAborted);
    }

    /// <summary>Keeps the answer, or forgets the key when the call failed on our side: then a repeat should try again.</summary>
    private async Task EndAsync(HttpResponse response, Guid user, string key, byte[]? body)
    {
        await using var command = data.CreateCommand(body is null
            ? "DELETE FROM idempotency_records WHERE user_id = @user AND key = @key"
            : "UPDATE idempotency_records SET status = @status, location = @location, content_type = @type, body = @body WHERE user_id = @user AND key = @key");
        command.Parameters.AddWithValue("user", user);
        command.Parameters.AddWithValue("key", key);
        if (body is not null)
        {
            command.Parameters.AddWithValue("status", response.StatusCode);
            command.Parameters.AddWithValue("location", NpgsqlTypes.NpgsqlDbType.Text, (object?)response.Headers.Location.FirstOrDefault() ?? DBNull.Value);
            command.Parameters.AddWithValue("type", NpgsqlTypes.NpgsqlDbType.Text, (object?)response.ContentType ?? DBNull.Value);
            command.Parameters.AddWithValue("body", seal.Protect(body, Purpose(user, key)));
        }

        // Not the request's token: an answer given must be kept even when its asker has gone.
        await command.ExecuteNonQueryAsync(CancellationToken.None);
    }

    private static string Purpose(Guid user, string key) => $"idempotency {user:D} {key}";

    private static ProblemResult InProgress() => new Error(ErrorKind.Conflict, "idempotency-key-in-progress", "A request with this Idempotency-Key is being served.") { Fix = "Send it again in a moment." }.ToHttp();
}
