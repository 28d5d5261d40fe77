using System.Security.Cryptography;
using Microsoft.EntityFrameworkCore;
using NexusQuantum.Domain.AgentApi;
using NexusQuantum.Domain.Errors;
using NexusQuantum.Domain.Hosts;
using NexusQuantum.Web.Data;

namespace NexusQuantum.Web.Agents;

/// <summary>Who is let in by a join request, and as which host.</summary>
/// <param name="Row">The host that joins again; null for a new one.</param>
internal sealed record Admission(HostRow? Row)
{
    /// <summary>Whether the agent's release and clock are fit for this portal. A token is not spent on one that is not.</summary>
    public static Error? Unfit(EnrollRequest request, DateTimeOffset now)
    {
        const string TokenIsGood = " Then run the same line again; its token is still good.";
        var (agent, portal) = (ContractOffer.Read(request.Contract), ContractOffer.Of(PortalVersion.Text));
        var error = !agent.Meets(portal) ? Refusals.Version(request.HostName, agent, portal)
            : request.Clock is { } clock && !ClockRule.Bears(clock, now) ? Refusals.Clock(request.HostName, clock, now) with { Fix = "Set whichever of the two clocks is wrong (timedatectl set-ntp true)." }
            : null;
        return error is null ? null : error with { Kind = ErrorKind.Conflict, Fix = error.Fix + TokenIsGood };
    }

    /// <summary>The host that asks: the one its token is for, the one it proves to be, or null for a new one.</summary>
    public static async Task<Result<Admission>> WhoAsync(NexusDb db, CertificateAuthority authority, JoinTokenRow token, EnrollRequest request, byte[] csr, CancellationToken cancellationToken)
    {
        if ((token.HostId ?? request.PreviousHostId) is not { } id)
        {
            return new Admission((HostRow?)null);
        }

        var row = await db.Set<HostRow>().SingleOrDefaultAsync(host => host.Id == id, cancellationToken);
        if (token.HostId is null)
        {
            // A host that was removed here joins as a new one: its token lets any in.
            return row is null || HostProof.Holds(authority, row, request.PreviousIdentity, csr) ? new Admission(row) : EnrollmentErrors.Unproven(row.Name);
        }

        return row is null ? EnrollmentErrors.HostGone
            : request.PreviousHostId is { } asker && asker != id ? EnrollmentErrors.OtherHost(row.Name, asker)
            : new Admission(row);
    }

    /// <summary>The signing request when the MAC over it proves the token's secret.</summary>
    public static byte[]? Proven(EnrollRequest request, byte[] secret)
    {
        if (request.Csr.Length > 16 * 1024 || request.Mac.Length > 128)
        {
            return null;
        }

        var csr = new byte[request.Csr.Length];
        var mac = new byte[request.Mac.Length];
        if (!Convert.TryFromBase64String(request.Csr, csr, out var length) || !Convert.TryFromBase64String(request.Mac, mac, out var macLength))
        {
            return null;
        }

        csr = csr[..length];
        return CryptographicOperations.FixedTimeEquals(JoinToken.Mac(secret, csr), mac.AsSpan(0, macLength)) ? csr : null;
    }
}
