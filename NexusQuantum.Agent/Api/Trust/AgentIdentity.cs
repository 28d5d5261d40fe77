using System.Net.Security;
using System.Security.Cryptography.X509Certificates;
using NexusQuantum.Domain.AgentApi;
using NexusQuantum.Domain.Hosts;
using NexusQuantum.Domain.Identifiers;

namespace NexusQuantum.Agent.Api.Trust;

/// <summary>Who this agent is (its certificate with key) and whom it believes (the portal's authority).</summary>
internal sealed class AgentIdentity
{
    private readonly X509Certificate2 _authority;
    private readonly Lazy<SslStreamCertificateContext> _shown;

    public AgentIdentity(X509Certificate2 certificate, X509Certificate2 authority)
    {
        Certificate = certificate;
        _authority = authority;
        _shown = new(() => SslStreamCertificateContext.Create(certificate, additionalCertificates: null, offline: true));
        HostId = HostOf(certificate) ?? throw new InvalidDataException("The agent's certificate names no host.");
    }

    public HostId HostId { get; }

    public X509Certificate2 Certificate { get; }

    public X509Certificate2 Authority => _authority;

    /// <summary>The certificate as handshakes show it; only one with its key can be.</summary>
    public SslStreamCertificateContext Shown => _shown.Value;

    /// <summary>The host a certificate names, null when it names none.</summary>
    public static HostId? HostOf(X509Certificate2 certificate)
    {
        const string Prefix = "nexus:host:";
        return CertificateNames.Read(certificate) is { } name
            && name.StartsWith(Prefix, StringComparison.Ordinal)
            && IdText.TryParse<HostId>(name.AsSpan(Prefix.Length), out var id) ? id : null;
    }

    /// <summary>SHA-256 of the certificate, as the portal shows it.</summary>
    public string Fingerprint => Certificate.GetCertHashString(System.Security.Cryptography.HashAlgorithmName.SHA256).ToLowerInvariant();

    /// <summary>Who a peer is by its certificate.</summary>
    public PeerVerdict Judge(X509Certificate2 peer, DateTimeOffset now)
    {
        var valid = IsIssued(peer, now);
        return !valid && !IsIssued(peer, now, X509VerificationFlags.IgnoreNotTimeValid) ? PeerVerdict.Foreign
            : CertificateNames.Read(peer) != CertificateNames.Portal ? PeerVerdict.NoPortal
            : valid ? PeerVerdict.Portal : PeerVerdict.NotNow;
    }

    /// <summary>Whether our authority, and no other, issued a certificate, and it is valid now unless <paramref name="flags"/> leave that out.</summary>
    public bool IsIssued(X509Certificate2 certificate, DateTimeOffset now, X509VerificationFlags flags = X509VerificationFlags.NoFlag)
    {
        using var chain = new X509Chain();
        var policy = chain.ChainPolicy;
        policy.TrustMode = X509ChainTrustMode.CustomRootTrust;
        policy.CustomTrustStore.Add(_authority);
        policy.RevocationMode = X509RevocationMode.NoCheck;
        policy.DisableCertificateDownloads = true;
        policy.VerificationTime = now.UtcDateTime;
        policy.VerificationTimeIgnored = false;
        policy.VerificationFlags = flags;
        return chain.Build(certificate);
    }
}
