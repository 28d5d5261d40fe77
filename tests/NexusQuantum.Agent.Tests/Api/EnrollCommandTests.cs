using System.Net;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text.Json;
using NexusQuantum.Agent.Api.Trust;
using NexusQuantum.Agent.Tests.Fakes;
using NexusQuantum.Domain.AgentApi;
using NexusQuantum.Domain.Errors;
using NexusQuantum.Domain.Hosts;
using NexusQuantum.Tests.Shared;

namespace NexusQuantum.Agent.Tests.Api;

/// <summary>The command as it is typed: what it says, and that a join that fails leaves every file as it was.</summary>
public sealed class EnrollCommandTests : IDisposable
{
    private readonly TestFolder _folder = new();
    private readonly TestAuthority _authority = new();
    private readonly HostId _host = HostId.New();
    private EnrollRequest? _asked;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public void Dispose()
    {
        _authority.Dispose();
        _folder.Dispose();
    }

    [Theory]
    [InlineData("join-token-used", "This join token was used already; each joins one host.")]
    [InlineData("join-token-expired", "This join token expired at 2026-01-01 00:00:00Z.")]
    [InlineData("join-token-foreign", "This join token is not one of this portal's: another portal made it.")]
    public async Task A_token_that_is_refused_is_told_in_the_portals_words_and_changes_nothing(string type, string title)
    {
        Join();
        var before = Picture();
        var (code, said) = await RunAsync(_authority, _ => (409, new Problem { Type = type, Title = title, Fix = "Make a new token." }));
        Assert.Equal((ExitCodes.Failed, $"{title}\nMake a new token.\n"), (code, said));
        Assert.Equal(before, Picture());
    }

    [Fact]
    public async Task A_host_that_never_joined_has_nothing_after_a_refusal()
    {
        var (code, _) = await RunAsync(_authority, static _ => (409, new Problem { Type = "join-token-used", Title = "Used." }));
        Assert.Equal(ExitCodes.Failed, code);
        Assert.Empty(Picture());
    }

    [Fact]
    public async Task An_answer_of_another_portal_changes_nothing()
    {
        Join();
        var before = Picture();
        using var foreign = new TestAuthority();
        var (code, said) = await RunAsync(_authority, request => (200, Answer(foreign, request)));
        Assert.Equal(ExitCodes.Failed, code);
        Assert.StartsWith("The answer does not come from the portal that made the token.", said, StringComparison.Ordinal);
        Assert.Equal(before, Picture());
    }

    [Fact]
    public async Task A_token_of_another_portal_than_the_one_this_host_belongs_to_is_not_even_sent()
    {
        Join();
        var before = Picture();
        using var other = new TestAuthority();
        var (code, said) = await RunAsync(other, request => (200, Answer(other, request)));
        Assert.Equal(ExitCodes.Failed, code);
        Assert.Contains($"This host has joined another portal, as host {_host}", said, StringComparison.Ordinal);
        Assert.Contains("--anew", said, StringComparison.Ordinal);
        Assert.Null(_asked);
        Assert.Equal(before, Picture());
    }

    [Fact]
    public async Task Anew_leaves_the_other_portal_but_only_when_the_new_one_says_yes()
    {
        Join();
        var before = Picture();
        using var other = new TestAuthority();
        await RunAsync(other, static _ => (409, new Problem { Type = "join-token-used", Title = "Used." }), "--anew");
        Assert.Equal(before, Picture());

        var (code, said) = await RunAsync(other, request => (200, Answer(other, request)), "--anew");
        Assert.True(code == ExitCodes.Good, said);
        Assert.Null(_asked?.PreviousHostId);
        Assert.NotEqual(before, Picture());
    }

    [Fact]
    public async Task Joining_again_proves_who_the_host_is_with_its_old_key()
    {
        Join();
        using var old = new IdentityStore(_folder.Path, TimeProvider.System);
        var certificate = old.Load()!.Certificate; // it joined above
        var (code, said) = await RunAsync(_authority, request => (200, Answer(_authority, request)));
        Assert.True(code == ExitCodes.Good, said);
        Assert.Contains("again as host", said, StringComparison.Ordinal);
        Assert.Equal(_host, _asked?.PreviousHostId);
        using var key = certificate.GetECDsaPublicKey()!; // our certificates are ECDSA
        Assert.True(key.VerifyData(Convert.FromBase64String(_asked!.Csr), Convert.FromBase64String(_asked.PreviousIdentity!.Signature), HashAlgorithmName.SHA256, DSASignatureFormat.Rfc3279DerSequence)); // the portal was asked
    }

    [Fact]
    public async Task The_portal_is_told_clock_contract_and_addresses()
    {
        var (code, said) = await RunAsync(_authority, request => (200, Answer(_authority, request)));
        Assert.True(code == ExitCodes.Good, said);
        Assert.True(ClockRule.Bears(DateTimeOffset.UtcNow, _asked!.Clock ?? default)); // the portal was asked
        Assert.True(ContractOffer.Read(_asked.Contract).Meets(ContractOffer.First));
        Assert.Equal("127.0.0.1", _asked.Addresses[0].Address);
    }

    [Theory]
    [InlineData(-3)]
    [InlineData(5)]
    public async Task A_clock_that_is_off_refuses_the_join_with_both_readings(int hours)
    {
        using var store = new IdentityStore(_folder.Path, TimeProvider.System);
        Assert.True(JoinToken.TryParse(JoinToken.Create(_authority.PublicKey).Reveal(), out var token));
        using var portal = new HttpListener();
        var manager = Listen(portal);
        var serving = ServeAsync(portal, request => (200, Answer(_authority, request)));
        var time = new ShiftedTime(TimeSpan.FromHours(hours));
        var joined = await new Enrollment(store, time).JoinAsync(new JoinOrder(manager, token, "lab-7", ":9090"), Token);
        await serving;
        Assert.Equal("host-clock-wrong", joined.Error?.Type);
        Assert.Contains(time.GetUtcNow().ToString("yyyy-MM-dd HH:", System.Globalization.CultureInfo.InvariantCulture), joined.Error!.Message, StringComparison.Ordinal);
        Assert.Contains(DateTimeOffset.UtcNow.ToString("yyyy-MM-dd HH:", System.Globalization.CultureInfo.InvariantCulture), joined.Error.Message, StringComparison.Ordinal);
        Assert.Empty(Picture());
    }

    private void Join()
    {
        using var store = new IdentityStore(_folder.Path, TimeProvider.System);
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        using var certificate = _authority.IssueHost(IdentityStore.Csr(key), _host);
        store.Save(key, certificate, _authority.Certificate);
    }

    /// <summary>Every file with its content and time.</summary>
    private List<string> Picture() => [.. Directory.GetFiles(_folder.Path, "*", SearchOption.AllDirectories).Order(StringComparer.Ordinal).Select(static file => $"{file} {File.GetLastWriteTimeUtc(file):O} {Convert.ToHexString(SHA256.HashData(File.ReadAllBytes(file)))}")];

    private EnrollResponse Answer(TestAuthority authority, EnrollRequest request)
    {
        using var certificate = authority.IssueHost(Convert.FromBase64String(request.Csr), _host);
        return new EnrollResponse { HostId = _host, Certificate = certificate.ExportCertificatePem(), Authority = authority.Certificate.ExportCertificatePem() };
    }

    private async Task<(int Code, string Said)> RunAsync(TestAuthority tokensAuthority, Func<EnrollRequest, (int Status, object Body)> answer, params string[] more)
    {
        using var portal = new HttpListener();
        var manager = Listen(portal);
        var serving = ServeAsync(portal, answer);
        var (options, _) = AgentOptionsReader.Read(name => name is "NEXUS_AGENT_DIR" or "FC_RUN_DIR" or "NEXUS_IMAGE_DIR" ? _folder.Path : null, isRoot: true);
        using var said = new StringWriter();
        var code = await EnrollCommand.RunAsync(options!, ["--manager", manager.AbsoluteUri, "--token", JoinToken.Create(tokensAuthority.PublicKey).Reveal(), .. more], said, said); // the variables above are good
        portal.Abort();
        await ((Task)serving).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        return (code, said.ToString());
    }

    private static Uri Listen(HttpListener portal)
    {
        using var probe = new System.Net.Sockets.TcpListener(IPAddress.Loopback, 0);
        probe.Start();
        var address = new Uri($"http://127.0.0.1:{((IPEndPoint)probe.LocalEndpoint).Port}/");
        probe.Stop();
        portal.Prefixes.Add(address.AbsoluteUri);
        portal.Start();
        return address;
    }

    private async Task ServeAsync(HttpListener portal, Func<EnrollRequest, (int Status, object Body)> answer)
    {
        var context = await portal.GetContextAsync();
        _asked = await JsonSerializer.DeserializeAsync(context.Request.InputStream, AgentJson.Default.EnrollRequest, Token);
        var (status, body) = answer(_asked!); // a request always has a body here
        context.Response.StatusCode = status;
        await JsonSerializer.SerializeAsync(context.Response.OutputStream, body, body.GetType(), AgentJson.Default, Token);
        context.Response.Close();
    }
}
