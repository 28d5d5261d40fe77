using System.Net;
using System.Net.Http.Json;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Server.Kestrel.Https;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using NexusQuantum.Domain.AgentApi;
using NexusQuantum.Domain.Hosts;
using SigningRequest = System.Security.Cryptography.X509Certificates.CertificateRequest;

namespace NexusQuantum.Tests.Shared.Agents;

/// <summary>
/// An agent without a host: really joins by the contract, really serves it over mutual TLS, and does to its machines what the test
/// says. It can go away and come back at the same address.
/// </summary>
public sealed class FakeAgent : IAsyncDisposable
{
    private readonly int _port;
    private X509Certificate2 _certificate;
    private ECDsa? _pending;
    private WebApplication? _app;

    private FakeAgent(HostId id, int port, X509Certificate2 certificate, X509Certificate2 authority, FakeHost host)
        => (Id, _port, _certificate, Authority, Host) = (id, port, certificate, authority, host);

    public HostId Id { get; }

    /// <summary>What it has and how it behaves.</summary>
    public FakeHost Host { get; }

    public X509Certificate2 Authority { get; }

    /// <summary>Its own, with the key.</summary>
    public X509Certificate2 Certificate => _certificate;

    /// <summary>How often a renewed certificate was put to use.</summary>
    public int Renewals { get; private set; }

    /// <summary>How far its clock is off, as its answers show it.</summary>
    public TimeSpan ClockOff { get; set; }

    /// <summary>The contract it says it speaks; nothing, as the first release, when null.</summary>
    public string? Contract { get; set; }

    /// <summary>Whether it takes a renewed certificate and dies before it can answer.</summary>
    public bool DiesRenewing { get; set; }

    /// <summary>SHA-256 of its certificate.</summary>
    public string Fingerprint => _certificate.GetCertHashString(HashAlgorithmName.SHA256).ToLowerInvariant();

    /// <summary>Makes key and request as an agent does; <paramref name="change"/> spoils it.</summary>
    public static (EnrollRequest Request, ECDsa Key) MakeRequest(JoinToken token, string name, string address, Func<EnrollRequest, EnrollRequest>? change = null)
    {
        var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var csr = new SigningRequest("CN=fake", key, HashAlgorithmName.SHA256).CreateSigningRequest();
        var request = new EnrollRequest
        {
            TokenId = token.Id,
            Csr = Convert.ToBase64String(csr),
            Mac = Convert.ToBase64String(JoinToken.Mac(token.Secret, csr)),
            HostName = name,
            Address = address,
            AgentVersion = "0.1.0",
        };
        return (change?.Invoke(request) ?? request, key);
    }

    /// <summary>Joins the portal at <paramref name="portal"/> and serves.</summary>
    public static async Task<FakeAgent> JoinAsync(Uri portal, string tokenText, string name, CancellationToken cancellationToken, FakeHost? host = null)
    {
        if (!JoinToken.TryParse(tokenText, out var token))
        {
            throw new ArgumentException("Not a join token.", nameof(tokenText));
        }

        var port = FreePort();
        var (id, certificate, authority) = await EnrollAsync(portal, token, name, port, null, cancellationToken);
        var agent = new FakeAgent(id, port, certificate, authority, host ?? new FakeHost());
        await agent.ComeBackAsync(cancellationToken);
        return agent;
    }

    /// <summary>Joins again at the same address, with what it lost or proving who it was, as <paramref name="change"/> makes it.</summary>
    public async Task<HostId> RejoinAsync(Uri portal, string tokenText, CancellationToken cancellationToken, Func<EnrollRequest, EnrollRequest>? change = null)
    {
        if (!JoinToken.TryParse(tokenText, out var token))
        {
            throw new ArgumentException("Not a join token.", nameof(tokenText));
        }

        var (id, certificate, _) = await EnrollAsync(portal, token, "installed-anew", _port, change, cancellationToken);
        _certificate = certificate;
        return id;
    }

    /// <summary>Proof that it holds the key it has now.</summary>
    public EnrollRequest Proving(EnrollRequest request)
    {
        using var key = _certificate.GetECDsaPrivateKey() ?? throw new InvalidOperationException("It has a key.");
        return request with
        {
            PreviousHostId = Id,
            PreviousIdentity = new IdentityProof(_certificate.ExportCertificatePem(), Convert.ToBase64String(key.SignData(Convert.FromBase64String(request.Csr), HashAlgorithmName.SHA256, DSASignatureFormat.Rfc3279DerSequence))),
        };
    }

    /// <summary>Shows another certificate from the next connection on.</summary>
    public void Show(X509Certificate2 certificate) => _certificate = certificate;

    /// <summary>Serves (again).</summary>
    public async Task ComeBackAsync(CancellationToken cancellationToken)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseKestrelHttpsConfiguration();
        builder.WebHost.ConfigureKestrel(kestrel =>
        {
            kestrel.Limits.MaxRequestBodySize = null;
            kestrel.Listen(IPAddress.Loopback, _port, listen => listen.UseHttps(https =>
            {
                https.ServerCertificateSelector = (_, _) => _certificate;
                https.ClientCertificateMode = ClientCertificateMode.RequireCertificate;
                https.ClientCertificateValidation = (certificate, _, _) => IsPortal(certificate);
            }));
        });
        builder.Services.Configure<Microsoft.Extensions.Hosting.HostOptions>(options => options.ShutdownTimeout = TimeSpan.FromMilliseconds(200));
        _app = builder.Build();
        _app.Use((http, next) =>
        {
            http.Response.Headers.Date = ClockRule.Write(DateTimeOffset.UtcNow + ClockOff);
            http.Response.Headers[ContractOffer.Header] = Contract;
            return next(http);
        });
        _app.UseWebSockets(new WebSocketOptions { KeepAliveInterval = TimeSpan.FromSeconds(30) });
        FakeAgentRoutes.Map(_app, Id, Host, this);
        await _app.StartAsync(cancellationToken);
    }

    /// <summary>Goes away at once, as a process that was killed.</summary>
    public async Task GoAwayAsync()
    {
        if (_app is not null)
        {
            Host.CutSockets();
            await _app.StopAsync(new CancellationToken(canceled: true));
            await _app.DisposeAsync();
            _app = null;
        }
    }

    /// <summary>Serves with a certificate of somebody else's authority from now on.</summary>
    public void Impersonate(string name)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new SigningRequest("CN=other", key, HashAlgorithmName.SHA256);
        var names = new SubjectAlternativeNameBuilder();
        names.AddUri(new Uri(name));
        request.CertificateExtensions.Add(names.Build());
        _certificate = request.CreateSelfSigned(DateTimeOffset.UtcNow.AddHours(-1), DateTimeOffset.UtcNow.AddDays(1));
    }

    public async ValueTask DisposeAsync() => await GoAwayAsync();

    internal Domain.AgentApi.CertificateRequest BeginRenewal()
    {
        _pending = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        return new Domain.AgentApi.CertificateRequest(Convert.ToBase64String(new SigningRequest("CN=fake", _pending, HashAlgorithmName.SHA256).CreateSigningRequest()));
    }

    internal bool Renew(CertificateGrant grant)
    {
        if (_pending is null)
        {
            return false;
        }

        using var bare = X509Certificate2.CreateFromPem(grant.Certificate);
        _certificate = bare.CopyWithPrivateKey(_pending);
        Renewals++;
        return true;
    }

    private static async Task<(HostId Id, X509Certificate2 Certificate, X509Certificate2 Authority)> EnrollAsync(Uri portal, JoinToken token, string name, int port, Func<EnrollRequest, EnrollRequest>? change, CancellationToken cancellationToken)
    {
        var (request, key) = MakeRequest(token, name, $"127.0.0.1:{port}", change);
        using var http = new HttpClient { BaseAddress = portal };
        using var answer = await http.PostAsJsonAsync("/v1/enroll", request, AgentJson.Default.EnrollRequest, cancellationToken);
        answer.EnsureSuccessStatusCode();
        var response = await answer.Content.ReadFromJsonAsync(AgentJson.Default.EnrollResponse, cancellationToken) ?? throw new InvalidDataException();
        var authority = X509Certificate2.CreateFromPem(response.Authority);
        if (!SHA256.HashData(authority.PublicKey.ExportSubjectPublicKeyInfo()).AsSpan().SequenceEqual(token.Fingerprint))
        {
            throw new InvalidDataException("The answer is not from the token's portal.");
        }

        using var bare = X509Certificate2.CreateFromPem(response.Certificate);
        return (response.HostId, bare.CopyWithPrivateKey(key), authority);
    }

    private bool IsPortal(X509Certificate2 certificate)
    {
        using var chain = new X509Chain();
        chain.ChainPolicy.TrustMode = X509ChainTrustMode.CustomRootTrust;
        chain.ChainPolicy.CustomTrustStore.Add(Authority);
        chain.ChainPolicy.RevocationMode = X509RevocationMode.NoCheck;
        return chain.Build(certificate) && CertificateNames.Read(certificate) == CertificateNames.Portal;
    }

    private static int FreePort()
    {
        using var listener = new System.Net.Sockets.TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}
