using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using NexusQuantum.Domain.AgentApi;

namespace NexusQuantum.Web.Agents;

/// <summary>Whether who wants to join again holds the key of the certificate that a host is known by. One that is over still proves it.</summary>
internal static class HostProof
{
    private const int LongestCertificate = 8 * 1024;
    private const int LongestSignature = 256;

    public static bool Holds(CertificateAuthority authority, HostRow host, IdentityProof? proof, byte[] csr)
    {
        if (proof is null || proof.Certificate.Length > LongestCertificate || proof.Signature.Length > LongestSignature)
        {
            return false;
        }

        var signature = new byte[LongestSignature];
        try
        {
            using var certificate = X509Certificate2.CreateFromPem(proof.Certificate);
            var fingerprint = CertificateAuthority.Fingerprint(certificate);
            using var key = certificate.GetECDsaPublicKey();
            return key is not null
                && (host.CertificateFingerprint is null || fingerprint == host.CertificateFingerprint || fingerprint == host.NextFingerprint)
                && authority.Issued(certificate)
                && CertificateNames.Read(certificate) == CertificateNames.Host(host.Id)
                && Convert.TryFromBase64String(proof.Signature, signature, out var length)
                && key.VerifyData(csr, signature.AsSpan(0, length), HashAlgorithmName.SHA256, DSASignatureFormat.Rfc3279DerSequence);
        }
        catch (CryptographicException)
        {
            return false;
        }
    }
}
