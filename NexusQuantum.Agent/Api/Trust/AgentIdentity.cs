using System.Security.Cryptography.X509Certificates;
using NexusQuantum.Domain.AgentApi;
using NexusQuantum.Domain.Hosts;
using NexusQuantum.Domain.Identifiers;

namespace NexusQuantum.Agent.Api.Trust;

/// <summary>Who this agent is (its certificate with key) and whom it believes (the portal's authority).</summary>
internal sealed class AgentIdentity
{
    private readonly X509Certificate2 _authority;

    public AgentIdentity(X509Certificate2 certificate, X509Certificate2 authority)
    {
        Certificate = certificate;
        _authority = authority;
        HostId = HostOf(certificate) ?? throw new InvalidDataException("The agent's certificate names no host.");
    }

    public HostId HostId { get; }

    public X509Certificate2 Certificate { get; }

    public X509Certificate2 Authority => _authority;

    /// <summary>The host a certificate names, null when it names none.</summary>
    public static HostId? HostOf(X509Certificate2 certificate)
    {
        const string Prefix = "nexus:host:";
        return CertificateNames.Read(certificate) is { } name
            && name.StartsWith(Prefix, StringComparison.Ordinal)
            && IdText.TryParse<HostId>(name.AsSpan(Prefix.Length), out var id) ? id : null;
    }

    /// <summary>Whether a peer is the portal: issued by our authority, valid now, and named so.</summary>
    public bool IsPortal(X509Certificate2 peer, DateTimeOffset now) => IsIssued(peer, now) && CertificateNames.Read(peer) == CertificateNames.Portal;

    /// <summary>Whether our authority, and no other, issued a certificate.</summary>
    public bool IsIssued(X509Certificate2 certificate, DateTimeOffset now)
    {
        using var chain = new X509Chain();
        var policy = chain.ChainPolicy;
        policy.TrustMode = X509ChainTrustMode.CustomRootTrust;
        policy.CustomTrustStore.Add(_authority);
        policy.RevocationMode = X509RevocationMode.NoCheck;
        policy.DisableCertificateDownloads = true;
        policy.VerificationTime = now.UtcDateTime;
        policy.VerificationTimeIgnored = false;
        return chain.Build(certificate);
    }
}
