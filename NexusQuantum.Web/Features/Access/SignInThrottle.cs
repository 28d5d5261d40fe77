using System.Net;
using System.Threading.RateLimiting;
using NexusQuantum.Domain.Errors;
using NexusQuantum.Web.Data;
using NexusQuantum.Web.Features.Access.Throttle;
using Npgsql;

namespace NexusQuantum.Web.Features.Access;

/// <summary>
/// Keeps guessing slow and hashing cheap. A try is reserved in PostgreSQL before anything is computed, for its account (known or not,
/// so that the answer tells nothing about which exist) and for its source; and at most a few hashes run at once, whatever comes.
/// Live sessions and passkeys never pass here: nobody can lock a person out of those.
/// </summary>
internal sealed class SignInThrottle(NpgsqlDataSource data, Seal seal, SignInLimits limits) : IDisposable
{
    private readonly ConcurrencyLimiter _hashing = new(new ConcurrencyLimiterOptions
    {
        PermitLimit = limits.HashesAtOnce,
        QueueLimit = limits.MostWaiting,
        QueueProcessingOrder = QueueProcessingOrder.OldestFirst,
    });

    /// <summary>
    /// 1. Takes a turn that is free; when none is, asks first without reserving, so that what is paused does not stand in the queue, and
    /// waits for one. 2. Reserves, since others may have used up the tries meanwhile. Dispose the attempt when the proof was computed;
    /// say before whether it was right.
    /// </summary>
    public async Task<Result<SignInAttempt>> BeginAsync(string what, string account, IPAddress? source, CancellationToken cancellationToken)
    {
        var keys = TryKeys.Of(seal, what, account, source);
        RateLimitLease? turn = _hashing.AttemptAcquire();
        if (!turn.IsAcquired)
        {
            turn.Dispose();
            if (await TryAsync(keys, take: false, cancellationToken) is { Ticks: > 0 } paused)
            {
                return AccessErrors.Paused(paused);
            }

            turn = await _hashing.AcquireAsync(1, cancellationToken);
        }

        try
        {
            var wait = turn.IsAcquired ? await TryAsync(keys, take: true, cancellationToken) : TimeSpan.Zero;
            if (turn.IsAcquired && wait == TimeSpan.Zero)
            {
                var attempt = new SignInAttempt(data, keys, turn);
                turn = null;
                return attempt;
            }

            return turn.IsAcquired ? AccessErrors.Paused(wait) : AccessErrors.Busy();
        }
        finally
        {
            turn?.Dispose();
        }
    }

    /// <summary>Forgets the tries for an account, for whoever owns the host.</summary>
    public async Task ForgetAsync(string what, string account, CancellationToken cancellationToken)
    {
        await using var command = data.CreateCommand("DELETE FROM sign_in_tries WHERE key = @key");
        command.Parameters.AddWithValue("key", TryKeys.Of(seal, what, account, null).Account);
        await command.ExecuteNonQueryAsync(cancellationToken);
    }

    public void Dispose() => _hashing.Dispose();

    private async Task<TimeSpan> TryAsync(TryKeys keys, bool take, CancellationToken cancellationToken)
    {
        await using var command = data.CreateCommand(ThrottleSql.Try);
        command.Parameters.AddWithValue("account", keys.Account);
        command.Parameters.AddWithValue("source", keys.Source);
        command.Parameters.AddWithValue("take", take);
        command.Parameters.AddWithValue("per_minute", limits.PerMinute);
        command.Parameters.AddWithValue("account_free", limits.FreeOfAccount);
        command.Parameters.AddWithValue("source_free", limits.FreeOfSource);
        command.Parameters.AddWithValue("account_memory", limits.AccountMemory);
        command.Parameters.AddWithValue("source_memory", limits.SourceMemory);
        return await command.ExecuteScalarAsync(cancellationToken) is double seconds ? TimeSpan.FromSeconds(seconds) : TimeSpan.Zero;
    }
}
