using System.Threading.RateLimiting;
using Npgsql;

namespace NexusQuantum.Web.Features.Access.Throttle;

/// <summary>A reserved try with its turn to compute. It counts as wrong unless <see cref="RightAsync"/> is called.</summary>
internal sealed class SignInAttempt(NpgsqlDataSource data, TryKeys keys, RateLimitLease turn) : IDisposable
{
    /// <summary>The proof was right: the try is given back, and the account's wrong ones are forgotten.</summary>
    public async Task RightAsync(CancellationToken cancellationToken)
    {
        await using var command = data.CreateCommand(ThrottleSql.Right);
        command.Parameters.AddWithValue("account", keys.Account);
        command.Parameters.AddWithValue("source", keys.Source);
        await command.ExecuteNonQueryAsync(cancellationToken);
    }

    public void Dispose() => turn.Dispose();
}
