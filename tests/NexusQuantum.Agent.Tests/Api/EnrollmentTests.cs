using System.Net;
using System.Security.Cryptography;
using System.Text.Json;
using NexusQuantum.Agent.Api.Trust;
using NexusQuantum.Agent.Tests.Fakes;
using NexusQuantum.Domain.AgentApi;
using NexusQuantum.Domain.Hosts;

namespace NexusQuantum.Agent.Tests.Api;

/// <summary>Joining, against a portal that is honest, foreign, or lying.</summary>
public sealed class EnrollmentTests : IDisposable
{
    private readonly TestFolder _folder = new();
    private readonly TestAuthority _authority = new();
    private readonly IdentityStore _store;
    private readonly HostId _host = HostId.New();
    private EnrollRequest? _asked;

    public EnrollmentTests() => _store = new IdentityStore(_folder.Path, TimeProvider.System);

    public void Dispose()
    {
        _store.Dispose();
        _authority.Dispose();
        _folder.Dispose();
    }

    [Fact]
    public async Task A_host_joins_and_keeps_what_it_got()
    {
        var token = JoinToken.Create(_authority.PublicKey);
        var joined = await JoinAsync(token, request => Answer(_authority, request, _host));

        Assert.True(joined.Ok, joined.Error?.Message);
        Assert.Equal(_host, joined.Value);
        Assert.Equal(_host, new IdentityStore(_folder.Path, TimeProvider.System).Load()?.HostId);
        Assert.All(Directory.GetFiles(_folder.Path), static file => Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(file)));
        Assert.Equal(JoinToken.Mac(token.Secret, Convert.FromBase64String(_asked!.Csr)), Convert.FromBase64String(_asked.Mac)); // the portal answered, so it was asked
        Assert.Null(_asked.PreviousHostId);
    }

    [Fact]
    public async Task Joining_again_names_the_host_it_was()
    {
        await JoinAsync(JoinToken.Create(_authority.PublicKey), request => Answer(_authority, request, _host));
        await JoinAsync(JoinToken.Create(_authority.PublicKey), request => Answer(_authority, request, _host));

        Assert.Equal(_host, _asked?.PreviousHostId);
    }

    [Fact]
    public async Task An_answer_from_another_authority_is_not_believed()
    {
        using var foreign = new TestAuthority();
        var joined = await JoinAsync(JoinToken.Create(_authority.PublicKey), request => Answer(foreign, request, _host));

        Assert.Equal("authority-wrong", joined.Error?.Type);
        Assert.Empty(Directory.GetFiles(_folder.Path));
    }

    [Fact]
    public async Task A_certificate_of_another_authority_beside_the_right_one_is_not_believed()
    {
        using var foreign = new TestAuthority();
        var joined = await JoinAsync(JoinToken.Create(_authority.PublicKey), request => Answer(foreign, request, _host) with { Authority = _authority.Certificate.ExportCertificatePem() });

        Assert.Equal("certificate-wrong", joined.Error?.Type);
        Assert.Empty(Directory.GetFiles(_folder.Path));
    }

    [Fact]
    public async Task A_certificate_for_another_key_or_host_is_not_believed()
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var otherKey = await JoinAsync(JoinToken.Create(_authority.PublicKey), request => Answer(_authority, request with { Csr = Convert.ToBase64String(IdentityStore.Csr(key)) }, _host));
        Assert.Equal("certificate-wrong", otherKey.Error?.Type);

        var otherHost = await JoinAsync(JoinToken.Create(_authority.PublicKey), request => Answer(_authority, request, _host) with { HostId = HostId.New() });
        Assert.Equal("certificate-wrong", otherHost.Error?.Type);
    }

    [Fact]
    public async Task A_portal_that_is_not_there_is_said()
    {
        var joined = await new Enrollment(_store, TimeProvider.System).JoinAsync(
            new JoinOrder(new Uri("http://127.0.0.1:9"), JoinToken.Create(_authority.PublicKey), "h", ":9090"), TestContext.Current.CancellationToken);

        Assert.Equal("portal-unreachable", joined.Error?.Type);
        Assert.NotNull(joined.Error?.Fix);
    }

    [Fact]
    public void A_renewed_certificate_is_taken_only_for_the_key_asked_for()
    {
        Join();
        using var stranger = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        Assert.Equal("no-request", _store.Take(Grant(IdentityStore.Csr(stranger), _host)).Error?.Type);

        var request = _store.Request();
        Assert.Equal("certificate-wrong", _store.Take(Grant(IdentityStore.Csr(stranger), _host)).Error?.Type);
        Assert.Equal("certificate-wrong", _store.Take(Grant(Convert.FromBase64String(request.Csr), HostId.New())).Error?.Type);
        Assert.Equal("certificate-wrong", _store.Take(new CertificateGrant("not a certificate")).Error?.Type);

        var before = _store.Current?.Certificate.Thumbprint;
        Assert.True(_store.Take(Grant(Convert.FromBase64String(request.Csr), _host)).Ok);
        Assert.NotEqual(before, _store.Current?.Certificate.Thumbprint);
        Assert.True(_store.Current?.Certificate.HasPrivateKey);
    }

    private void Join()
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        using var certificate = _authority.IssueHost(IdentityStore.Csr(key), _host);
        _store.Save(key, certificate, _authority.Certificate);
    }

    private CertificateGrant Grant(byte[] csr, HostId host)
    {
        using var certificate = _authority.IssueHost(csr, host);
        return new CertificateGrant(certificate.ExportCertificatePem());
    }

    private static EnrollResponse Answer(TestAuthority authority, EnrollRequest request, HostId host)
    {
        using var certificate = authority.IssueHost(Convert.FromBase64String(request.Csr), host);
        return new EnrollResponse { HostId = host, Certificate = certificate.ExportCertificatePem(), Authority = authority.Certificate.ExportCertificatePem() };
    }

    private async Task<Domain.Errors.Result<HostId>> JoinAsync(JoinToken token, Func<EnrollRequest, EnrollResponse> answer)
    {
        using var listener = new HttpListener();
        var port = FreePort();
        listener.Prefixes.Add($"http://127.0.0.1:{port}/");
        listener.Start();
        var serving = ServeAsync(listener, answer);
        var joined = await new Enrollment(_store, TimeProvider.System).JoinAsync(new JoinOrder(new Uri($"http://127.0.0.1:{port}"), token, "host1", ":9090"), TestContext.Current.CancellationToken);
        await serving;
        return joined;
    }

    private async Task ServeAsync(HttpListener listener, Func<EnrollRequest, EnrollResponse> answer)
    {
        var context = await listener.GetContextAsync();
        Assert.Equal("/v1/enroll", context.Request.Url?.AbsolutePath);
        _asked = await JsonSerializer.DeserializeAsync(context.Request.InputStream, AgentJson.Default.EnrollRequest, TestContext.Current.CancellationToken);
        await JsonSerializer.SerializeAsync(context.Response.OutputStream, answer(_asked!), AgentJson.Default.EnrollResponse, TestContext.Current.CancellationToken); // a request always has a body here
        context.Response.Close();
    }

    private static int FreePort()
    {
        using var probe = new System.Net.Sockets.TcpListener(IPAddress.Loopback, 0);
        probe.Start();
        return ((IPEndPoint)probe.LocalEndpoint).Port;
    }
}
