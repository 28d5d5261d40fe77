using System.Security.Cryptography.X509Certificates;

namespace NexusQuantum.Web.Agents;

/// <summary>A certificate as its fingerprint (SHA-256, lower case hex) and times, UTC. Certificates are dated back; issued at is the time itself.</summary>
internal sealed record ShownCertificate(string Fingerprint, DateTimeOffset IssuedAt, DateTimeOffset ExpiresAt)
{
    public static ShownCertificate Of(X509Certificate2 certificate) => new(
        CertificateAuthority.Fingerprint(certificate),
        new DateTimeOffset(certificate.NotBefore.ToUniversalTime()) + CertificateAuthority.SetBack,
        new DateTimeOffset(certificate.NotAfter.ToUniversalTime()));
}
