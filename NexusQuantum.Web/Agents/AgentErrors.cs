using System.Security.Cryptography.X509Certificates;
using NexusQuantum.Domain.Errors;

namespace NexusQuantum.Web.Agents;

internal static class AgentErrors
{
    public const string UnreachableType = "host-unreachable";

    private const string Rejoin = "Where this is the right machine, open its page, choose Re-join, and run the line there.";

    public static Error UnknownHost { get; } = new(ErrorKind.NotFound, "host-not-found", "There is no such host.");

    /// <summary>Whether a failure is of the way to the agent, so that the same call may work later.</summary>
    public static bool IsAway(Error? error) => error is { Kind: ErrorKind.Unavailable } && error.Type.StartsWith("host-", StringComparison.Ordinal);

    public static Error Unreachable(string host, string reason) => new(ErrorKind.Unavailable, UnreachableType, $"The agent of {host} does not answer: {reason}.")
    {
        Fix = "Check that the host is up and nexus-agent runs on it; it is tried again all the time.",
    };

    public static Error NotSeenYet { get; } = new(ErrorKind.Unavailable, UnreachableType, "It has not answered since the portal started.");

    public static Error Shuts(string host) => new(ErrorKind.Unavailable, UnreachableType, $"The agent of {host} answers, but refuses this portal. Its log says why.");

    /// <summary>An agent that is not believed, with what its certificate says.</summary>
    public static Error Distrusted(string host, CertificateFault fault, X509Certificate2? certificate)
    {
        var (from, to) = ($"{certificate?.NotBefore.ToUniversalTime():u}", $"{certificate?.NotAfter.ToUniversalTime():u}");
        return fault switch
        {
            CertificateFault.Missing => Refused("host-certificate-missing", $"What answers for {host} shows no certificate.", "Another program may have its port; correct the address, or see AGENT_BIND there."),
            CertificateFault.Foreign => Refused("host-certificate-foreign", $"What answers for {host} shows a certificate that is not from this portal's authority: it belongs to another portal, or is no agent.", "Correct the address. " + Rejoin),
            CertificateFault.Early => Refused("host-certificate-early", $"The certificate of {host} is not valid yet: it is from {from} to {to}. The portal's clock is behind, or was ahead when it was issued.", "Set the portal's clock (timedatectl set-ntp true). If that is right, " + char.ToLowerInvariant(Rejoin[0]) + Rejoin[1..]),
            CertificateFault.Expired => Refused("host-certificate-expired", $"The certificate of {host} is not valid any more: it was from {from} to {to}.", Rejoin),
            CertificateFault.OtherHost => Refused("host-certificate-other", $"What answers at the address of {host} is another host of this portal.", "Correct the address of one of the two."),
            CertificateFault.Replaced => Refused("host-certificate-replaced", $"What answers for {host} shows a certificate of it that was replaced, issued {(certificate is null ? null : ShownCertificate.Of(certificate).IssuedAt.UtcDateTime):u}: it joined again on another machine, or an old copy of it runs.", "Stop the agent of the old copy, or correct the address. " + Rejoin),
        };
    }

    private static Error Refused(string type, string message, string fix) => new(ErrorKind.Unavailable, type, message) { Fix = fix };
}
