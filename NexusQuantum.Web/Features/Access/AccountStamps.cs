using System.Collections.Concurrent;
using System.Security.Claims;
using Microsoft.AspNetCore.Identity;
using Microsoft.Extensions.Options;
using Npgsql;

namespace NexusQuantum.Web.Features.Access;

/// <summary>
/// Whether a signed-in principal still counts: its account exists and its security stamp is the newest (a new password or
/// "sign out everywhere" changes it). Remembered for five seconds, so a page's many requests cost one look.
/// </summary>
internal sealed class AccountStamps(NpgsqlDataSource data, TimeProvider time, IOptions<IdentityOptions> identity)
{
    public static readonly TimeSpan Fresh = TimeSpan.FromSeconds(5);

    private readonly ConcurrentDictionary<Guid, (string? Stamp, long At)> _known = new();

    public async ValueTask<bool> IsCurrentAsync(ClaimsPrincipal principal, CancellationToken cancellationToken)
    {
        var stamp = principal.FindFirstValue(identity.Value.ClaimsIdentity.SecurityStampClaimType);
        return stamp is not null
            && Guid.TryParse(principal.FindFirstValue(ClaimTypes.NameIdentifier), out var id)
            && string.Equals(await StampAsync(id, cancellationToken), stamp, StringComparison.Ordinal);
    }

    /// <summary>Looks anew at the next question.</summary>
    public void Forget(Guid id) => _known.TryRemove(id, out _);

    private async ValueTask<string?> StampAsync(Guid id, CancellationToken cancellationToken)
    {
        if (_known.TryGetValue(id, out var known) && time.GetElapsedTime(known.At) < Fresh)
        {
            return known.Stamp;
        }

        var asked = time.GetTimestamp();
        await using var command = data.CreateCommand("SELECT security_stamp FROM accounts WHERE id = @id");
        command.Parameters.AddWithValue("id", id);
        var stamp = await command.ExecuteScalarAsync(cancellationToken) as string;
        _known[id] = (stamp, asked);
        return stamp;
    }
}
