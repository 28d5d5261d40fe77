using System.Net;
using System.Net.NetworkInformation;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using NexusQuantum.Web.Data;

namespace NexusQuantum.Web.Http;

/// <summary>The certificate browsers and API clients see: the operator's own, or one made here that says which machine it is.</summary>
internal static class ServerCertificate
{
    private static readonly TimeSpan Life = TimeSpan.FromDays(397);
    private static readonly TimeSpan RenewBefore = TimeSpan.FromDays(60);

    public static X509Certificate2 Load(WebOptions options)
    {
        if (options is { TlsCertificate: { } certificate, TlsKey: { } key })
        {
            try
            {
                return X509Certificate2.CreateFromPemFile(certificate, key);
            }
            catch (CryptographicException e)
            {
                throw new StartRefusedException($"NEXUS_TLS_CERT and NEXUS_TLS_KEY cannot be used: {e.Message}", "Give a PEM certificate (with its chain) and its unencrypted PEM key.");
            }
        }

        return Own(options);
    }

    private static X509Certificate2 Own(WebOptions options)
    {
        var path = Path.Combine(options.DataDirectory, "tls.pem");
        if (File.Exists(path))
        {
            PrivateFile.RequirePrivate(path);
            var known = X509Certificate2.CreateFromPemFile(path);
            if (new DateTimeOffset(known.NotAfter) - RenewBefore > TimeProvider.System.GetUtcNow())
            {
                return known;
            }

            known.Dispose();
            File.Delete(path);
        }

        PrivateFile.WriteNew(path, Make(options));
        return X509Certificate2.CreateFromPemFile(path);
    }

    private static string Make(WebOptions options)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest($"CN=Nexus Quantum portal {Environment.MachineName}", key, HashAlgorithmName.SHA256);
        var names = new SubjectAlternativeNameBuilder();
        foreach (var name in new[] { "localhost", Environment.MachineName, options.Base is { HostNameType: UriHostNameType.Dns } ? options.Base.Host : "localhost" }.Distinct(StringComparer.OrdinalIgnoreCase))
        {
            names.AddDnsName(name);
        }

        foreach (var address in NetworkInterface.GetAllNetworkInterfaces().SelectMany(face => face.GetIPProperties().UnicastAddresses).Select(address => address.Address).Append(IPAddress.Loopback).Distinct())
        {
            names.AddIpAddress(address);
        }

        request.CertificateExtensions.Add(names.Build());
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(certificateAuthority: false, hasPathLengthConstraint: false, 0, critical: true));
        request.CertificateExtensions.Add(new X509EnhancedKeyUsageExtension([new Oid("1.3.6.1.5.5.7.3.1")], critical: false));
        var now = TimeProvider.System.GetUtcNow();
        using var certificate = request.CreateSelfSigned(now.AddHours(-1), now + Life);
        return certificate.ExportCertificatePem() + "\n" + key.ExportPkcs8PrivateKeyPem() + "\n";
    }
}
