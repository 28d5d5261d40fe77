using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using NexusQuantum.Domain.AgentApi;
using NexusQuantum.Domain.Hosts;
using CertificateRequest = System.Security.Cryptography.X509Certificates.CertificateRequest;

namespace NexusQuantum.Agent.Tests.Api;

/// <summary>An authority as the portal has one, for tests.</summary>
internal sealed class TestAuthority : IDisposable
{
    private readonly ECDsa _key = ECDsa.Create(ECCurve.NamedCurves.nistP256);

    public TestAuthority()
    {
        var request = new CertificateRequest("CN=test authority", _key, HashAlgorithmName.SHA256);
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(true, false, 0, true));
        Certificate = request.CreateSelfSigned(DateTimeOffset.UtcNow.AddHours(-1), DateTimeOffset.UtcNow.AddDays(2));
    }

    public X509Certificate2 Certificate { get; }

    public byte[] PublicKey => Certificate.PublicKey.ExportSubjectPublicKeyInfo();

    /// <summary>A certificate with its key, as a peer presents it.</summary>
    public X509Certificate2 Issue(string? name, int fromHours = -1, int toHours = 24)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        using var bare = Issue(new CertificateRequest("CN=test", key, HashAlgorithmName.SHA256), name, fromHours, toHours);
        return bare.CopyWithPrivateKey(key);
    }

    /// <summary>Answers a host's request, as the portal does.</summary>
    public X509Certificate2 IssueHost(byte[] csr, HostId host)
    {
        var asked = CertificateRequest.LoadSigningRequest(csr, HashAlgorithmName.SHA256);
        return Issue(new CertificateRequest(new X500DistinguishedName("CN=host"), asked.PublicKey, HashAlgorithmName.SHA256), CertificateNames.Host(host), -1, 24);
    }

    public void Dispose()
    {
        Certificate.Dispose();
        _key.Dispose();
    }

    private X509Certificate2 Issue(CertificateRequest request, string? name, int fromHours, int toHours)
    {
        if (name is not null)
        {
            var names = new SubjectAlternativeNameBuilder();
            names.AddUri(new Uri(name));
            request.CertificateExtensions.Add(names.Build());
        }

        return request.Create(
            Certificate.SubjectName,
            X509SignatureGenerator.CreateForECDsa(_key),
            DateTimeOffset.UtcNow.AddHours(fromHours),
            DateTimeOffset.UtcNow.AddHours(toHours),
            RandomNumberGenerator.GetBytes(8));
    }
}
