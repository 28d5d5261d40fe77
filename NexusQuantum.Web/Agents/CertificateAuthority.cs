using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using NexusQuantum.Domain.AgentApi;
using NexusQuantum.Domain.Errors;
using NexusQuantum.Domain.Hosts;
using SigningRequest = System.Security.Cryptography.X509Certificates.CertificateRequest;

namespace NexusQuantum.Web.Agents;

/// <summary>
/// The portal's own small authority: ECDSA P-256, no revocation lists, no names but one URI per certificate
/// (<see cref="CertificateNames"/>). It vouches for agents to the portal and for the portal to agents, for nobody else.
/// </summary>
internal sealed class CertificateAuthority(X509Certificate2 certificate, TimeProvider time)
{
    /// <summary>How long a certificate lives; renewed at two thirds.</summary>
    public static readonly TimeSpan Lifetime = TimeSpan.FromDays(90);

    /// <summary>Certificates begin so long before they are made: clocks of fresh machines are often a little off, and not always forward.</summary>
    public static readonly TimeSpan SetBack = ClockRule.Tolerance;
    private static readonly TimeSpan OwnLifetime = TimeSpan.FromDays(3650);

    /// <summary>The authority's certificate with its key; only this room holds it.</summary>
    public X509Certificate2 Certificate { get; } = certificate;

    /// <summary>What a join token's fingerprint is taken of.</summary>
    public byte[] PublicKeyInfo => Certificate.PublicKey.ExportSubjectPublicKeyInfo();

    public static CertificateAuthority Create(TimeProvider time)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new SigningRequest(new X500DistinguishedName("CN=NexusQuantum authority"), key, HashAlgorithmName.SHA256);
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(certificateAuthority: true, hasPathLengthConstraint: true, pathLengthConstraint: 0, critical: true));
        request.CertificateExtensions.Add(new X509KeyUsageExtension(X509KeyUsageFlags.KeyCertSign, critical: true));
        request.CertificateExtensions.Add(new X509SubjectKeyIdentifierExtension(request.PublicKey, critical: false));
        var now = time.GetUtcNow();
        return new CertificateAuthority(request.CreateSelfSigned(now - SetBack, now + OwnLifetime), time);
    }

    public static CertificateAuthority FromPem(string pem, TimeProvider time) => new(X509Certificate2.CreateFromPem(pem, pem), time);

    /// <summary>Certificate and key, to be sealed.</summary>
    public string ExportPem()
    {
        using var key = Certificate.GetECDsaPrivateKey() ?? throw new InvalidOperationException("The authority has no key.");
        return Certificate.ExportCertificatePem() + "\n" + key.ExportPkcs8PrivateKeyPem() + "\n";
    }

    /// <summary>Signs an agent's request; whatever names it asks for, it gets the host's and nothing else.</summary>
    public Result<X509Certificate2> IssueHost(HostId id, byte[] csr)
    {
        try
        {
            // Loading checks the request's signature: the asker holds the key.
            var asked = SigningRequest.LoadSigningRequest(csr, HashAlgorithmName.SHA256);
            using var key = asked.PublicKey.GetECDsaPublicKey();
            return key?.ExportParameters(includePrivateParameters: false).Curve.Oid.Value is "1.2.840.10045.3.1.7"
                ? Issue(CertificateNames.Host(id), asked.PublicKey)
                : EnrollmentErrors.BadRequest("its key is not ECDSA P-256");
        }
        catch (Exception e) when (e is CryptographicException or ArgumentException)
        {
            return EnrollmentErrors.BadRequest("it is not a signed PKCS#10 request");
        }
    }

    /// <summary>The portal's client certificate, with a key made now and kept in this process only.</summary>
    public X509Certificate2 IssuePortal()
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        using var bare = Issue(CertificateNames.Portal, new PublicKey(key));
        return bare.CopyWithPrivateKey(key);
    }

    /// <summary>SHA-256 of a certificate, as hosts are known by.</summary>
    public static string Fingerprint(X509Certificate2 certificate) => certificate.GetCertHashString(HashAlgorithmName.SHA256).ToLowerInvariant();

    /// <summary>Null when the certificate is ours, valid now, and names <paramref name="name"/>; else what is wrong with it.</summary>
    public CertificateFault? WhyNot(X509Certificate2? peer, string name)
    {
        if (peer is null)
        {
            return CertificateFault.Missing;
        }

        var valid = IsIssued(peer, X509VerificationFlags.NoFlag);
        if (!valid && !IsIssued(peer, X509VerificationFlags.IgnoreNotTimeValid))
        {
            return CertificateFault.Foreign;
        }

        return !string.Equals(CertificateNames.Read(peer), name, StringComparison.Ordinal) ? CertificateFault.OtherHost
            : valid ? null
            : time.GetUtcNow().UtcDateTime < peer.NotBefore.ToUniversalTime() ? CertificateFault.Early : CertificateFault.Expired;
    }

    /// <summary>Whether we issued a certificate, valid now or not.</summary>
    public bool Issued(X509Certificate2 certificate) => IsIssued(certificate, X509VerificationFlags.IgnoreNotTimeValid);

    private bool IsIssued(X509Certificate2 peer, X509VerificationFlags flags)
    {
        using var chain = new X509Chain();
        chain.ChainPolicy.TrustMode = X509ChainTrustMode.CustomRootTrust;
        chain.ChainPolicy.CustomTrustStore.Add(Certificate);
        chain.ChainPolicy.RevocationMode = X509RevocationMode.NoCheck;
        chain.ChainPolicy.DisableCertificateDownloads = true;
        chain.ChainPolicy.VerificationTime = time.GetUtcNow().UtcDateTime;
        chain.ChainPolicy.VerificationTimeIgnored = false;
        chain.ChainPolicy.VerificationFlags = flags;
        return chain.Build(peer);
    }

    private X509Certificate2 Issue(string name, PublicKey key)
    {
        // Not the issuer's own name: a chain engine takes a certificate whose issuer is its subject for self-signed.
        var request = new SigningRequest(new X500DistinguishedName("CN=NexusQuantum member"), key, HashAlgorithmName.SHA256);
        var names = new SubjectAlternativeNameBuilder();
        names.AddUri(new Uri(name));
        request.CertificateExtensions.Add(names.Build(critical: true));
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(certificateAuthority: false, hasPathLengthConstraint: false, pathLengthConstraint: 0, critical: true));
        request.CertificateExtensions.Add(new X509KeyUsageExtension(X509KeyUsageFlags.DigitalSignature, critical: true));
        request.CertificateExtensions.Add(new X509EnhancedKeyUsageExtension([new Oid("1.3.6.1.5.5.7.3.1"), new Oid("1.3.6.1.5.5.7.3.2")], critical: false));
        request.CertificateExtensions.Add(X509AuthorityKeyIdentifierExtension.CreateFromCertificate(Certificate, includeKeyIdentifier: true, includeIssuerAndSerial: false));
        var now = time.GetUtcNow();
        return request.Create(Certificate, now - SetBack, now + Lifetime, RandomNumberGenerator.GetBytes(16));
    }
}
