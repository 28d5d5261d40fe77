using System.Collections.Concurrent;
using System.Net;
using System.Net.Security;
using System.Net.WebSockets;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using NexusQuantum.Agent.Api;
using NexusQuantum.Agent.Api.Trust;
using NexusQuantum.Agent.Guests;
using NexusQuantum.Agent.Linux;
using NexusQuantum.Agent.Metrics;
using NexusQuantum.Agent.Shells;
using NexusQuantum.Agent.Tests.Fakes;
using NexusQuantum.Agent.Vms;
using NexusQuantum.Domain.AgentApi;
using NexusQuantum.Domain.Errors;
using NexusQuantum.Domain.Hosts;
using NexusQuantum.Domain.Metrics;
using NexusQuantum.Domain.Preflight;
using NexusQuantum.Domain.Vms;

namespace NexusQuantum.Agent.Tests.Api;

/// <summary>The door: who is let in, and what the portal gets.</summary>
public sealed class ApiTests : IAsyncLifetime
{
    private static readonly string[] Routes =
    [
        AgentRoutes.Host, AgentRoutes.Vms, AgentRoutes.Vm(VmId.New()), AgentRoutes.Wish(VmId.New()), AgentRoutes.Images, AgentRoutes.Watch, AgentRoutes.Certificate,
        AgentRoutes.Preflight, AgentRoutes.Console(VmId.New()), AgentRoutes.ConsoleLog(VmId.New()), AgentRoutes.Shell(VmId.New()), AgentRoutes.Exec(VmId.New()), "/", "/nothing",
    ];

    private readonly World _world = new();
    private readonly TestFolder _folder = new();
    private readonly TestAuthority _authority = new();
    private readonly GuestDialer _dialer = new();
    private readonly MetricFeed _feed = new();
    private readonly HostId _host = HostId.New();
    private IdentityStore? _identity;
    private Consoles? _consoles;
    private WebApplication? _app;
    private Uri? _base;
    private readonly ConcurrentQueue<bool> _storageMeasured = new();
    private int _checking;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        _identity = new IdentityStore(_folder.Path, TimeProvider.System);
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        using var certificate = _authority.IssueHost(IdentityStore.Csr(key), _host);
        _identity.Save(key, certificate, _authority.Certificate);
        _consoles = new Consoles(new VmJournal(_world.RunDirectory, TimeProvider.System), TimeProvider.System);
        var (options, _) = AgentOptionsReader.Read(name => name is "FC_RUN_DIR" or "NEXUS_IMAGE_DIR" ? _folder.Path : null, isRoot: true);
        _app = AgentServer.Build(new IPEndPoint(IPAddress.Loopback, 0), _identity, TimeProvider.System);
        AgentServer.Map(_app, new ApiRooms
        {
            Identity = _identity,
            Picture = new HostPicture(options!, [FakeEngine.Facts], [], _world.Networks), // the variables above are good
            Supervisor = _world.Supervisor,
            Board = _world.Board,
            Images = _world.Images,
            Consoles = _consoles,
            Dialer = _dialer,
            Feed = _feed,
            Preflight = PreflightAsync,
            Addresses = first => OwnAddresses.Find("none", first),
            Time = TimeProvider.System,
        });
        await _app.StartAsync(Token);
        _base = new Uri(_app.Urls.First());
    }

    public async ValueTask DisposeAsync()
    {
        await _app!.DisposeAsync();
        await _consoles!.DisposeAsync();
        _identity!.Dispose();
        await _world.DisposeAsync();
        _dialer.Dispose();
        _authority.Dispose();
        _folder.Dispose();
    }

    [Fact]
    public async Task The_portal_is_served()
    {
        using var http = Client(_authority.Issue(CertificateNames.Portal));
        var facts = JsonSerializer.Deserialize(await http.GetStringAsync(AgentRoutes.Host, Token), AgentJson.Default.HostFacts);

        Assert.Equal("default", Assert.Single(facts!.Networks).Name);
    }

    [Fact]
    public async Task Nobody_else_is_let_in_anywhere()
    {
        using var foreign = new TestAuthority();
        (string Who, X509Certificate2? Certificate)[] peers =
        [
            ("no certificate", null),
            ("a portal of another authority", foreign.Issue(CertificateNames.Portal)),
            ("another host", _authority.Issue(CertificateNames.Host(HostId.New()))),
            ("the host itself", _authority.Issue(CertificateNames.Host(_host))),
            ("a name that begins alike", _authority.Issue(CertificateNames.Portal + "2")),
            ("no name", _authority.Issue(null)),
        ];
        foreach (var (who, certificate) in peers)
        {
            using var http = Client(certificate);
            foreach (var route in Routes)
            {
                await Assert.ThrowsAnyAsync<HttpRequestException>(() => http.GetAsync(route, Token));
            }

            Assert.True(true, who);
        }
    }

    [Fact]
    public async Task A_portal_whose_certificate_is_over_is_told_so_with_our_clock_and_nothing_else()
    {
        using var http = Client(_authority.Issue(CertificateNames.Portal, fromHours: -3, toHours: -2));
        foreach (var route in Routes)
        {
            using var answer = await http.GetAsync(route, Token);
            Assert.Equal((HttpStatusCode.Forbidden, "host-clock-wrong"), (answer.StatusCode, JsonSerializer.Deserialize(await answer.Content.ReadAsStringAsync(Token), AgentJson.Default.Problem)?.Type));
            Assert.True(ClockRule.Bears(DateTimeOffset.UtcNow, answer.Headers.Date ?? default));
        }
    }

    [Fact]
    public async Task Joining_again_takes_effect_on_the_next_connection_without_a_restart()
    {
        X509Certificate2? shown = null;
        HttpClient Next()
        {
            var handler = Handler(_authority.Issue(CertificateNames.Portal));
            handler.SslOptions.RemoteCertificateValidationCallback = (_, certificate, _, _) => (shown = X509CertificateLoader.LoadCertificate(certificate!.GetRawCertData())) is not null; // a server always shows one
            return new HttpClient(handler) { BaseAddress = _base };
        }

        using (var before = Next())
        {
            await before.GetStringAsync(AgentRoutes.Host, Token);
        }

        Assert.Equal(_host, AgentIdentity.HostOf(shown!)); // the handshake showed it
        var other = HostId.New();
        using (var joined = new IdentityStore(_folder.Path, TimeProvider.System))
        using (var key = ECDsa.Create(ECCurve.NamedCurves.nistP256))
        using (var certificate = _authority.IssueHost(IdentityStore.Csr(key), other))
        {
            joined.Save(key, certificate, _authority.Certificate);
        }

        using var after = Next();
        await after.GetStringAsync(AgentRoutes.Host, Token);
        Assert.Equal(other, AgentIdentity.HostOf(shown!)); // as before
    }

    [Fact]
    public async Task A_wish_is_taken_repeated_and_refused_when_old()
    {
        using var http = Client(_authority.Issue(CertificateNames.Portal));
        var (status, report) = await PutAsync(http, World.Wish(3, VmPower.Running));
        Assert.Equal((HttpStatusCode.OK, 3), (status, report!.Generation));
        await _world.UntilMetAsync(3);

        Assert.Equal(HttpStatusCode.OK, (await PutAsync(http, World.Wish(3, VmPower.Running))).Status);
        var old = await PutAsync(http, World.Wish(2, VmPower.Stopped));
        Assert.Equal((HttpStatusCode.Conflict, 3), (old.Status, old.Report!.Generation));
        Assert.Single(JsonSerializer.Deserialize(await http.GetStringAsync(AgentRoutes.Vms, Token), AgentJson.Default.VmReportArray)!);

        Assert.Equal(HttpStatusCode.OK, (await http.DeleteAsync(AgentRoutes.Vm(_world.Id), Token)).StatusCode);
        await Soon.TrueAsync(() => !_world.Supervisor.Knows(_world.Id));
        Assert.Equal(HttpStatusCode.NotFound, (await http.DeleteAsync(AgentRoutes.Vm(_world.Id), Token)).StatusCode);
    }

    [Fact]
    public async Task Its_checks_run_one_at_a_time_and_measure_the_disk_only_when_asked()
    {
        using var http = Client(_authority.Issue(CertificateNames.Portal));
        var answers = await Task.WhenAll(new[] { "", "?storage=true", "?storage=1", "?storage=false" }.Select(query => http.GetStringAsync(AgentRoutes.Preflight + query, Token)));
        Assert.All(answers, answer => Assert.Equal("cpu-cores", Assert.Single(JsonSerializer.Deserialize(answer, PreflightJson.Default.PreflightReport)!.Results).Info.Id));
        Assert.Equal([false, false, false, true], _storageMeasured.Order());
    }

    [Theory]
    [InlineData("", "body-unreadable")]
    [InlineData("{}", "body-unreadable")]
    [InlineData("[]", "body-unreadable")]
    [InlineData("null", "body-missing")]
    public async Task A_body_that_is_wrong_is_a_problem(string body, string type)
    {
        using var http = Client(_authority.Issue(CertificateNames.Portal));
        using var response = await http.PutAsync(AgentRoutes.Vm(_world.Id), new StringContent(body), Token);

        var problem = JsonSerializer.Deserialize(await response.Content.ReadAsStringAsync(Token), AgentJson.Default.Problem);
        Assert.Equal((HttpStatusCode.BadRequest, type), (response.StatusCode, problem?.Type));
        Assert.Equal("application/problem+json", response.Content.Headers.ContentType?.MediaType);
        Assert.False(_world.Supervisor.Knows(_world.Id));
    }

    [Fact]
    public async Task A_wish_is_told_again_without_its_password()
    {
        using var http = Client(_authority.Issue(CertificateNames.Portal));
        await PutAsync(http, World.Wish(3, VmPower.Running, password: "correct horse"));
        var text = await http.GetStringAsync(AgentRoutes.Wish(_world.Id), Token);
        var held = JsonSerializer.Deserialize(text, AgentJson.Default.EnsureVm);

        Assert.Equal((3, World.Spec().Name), (held!.Generation, held.Spec.Name));
        Assert.DoesNotContain("correct horse", text, StringComparison.Ordinal);
        using var unknown = await http.GetAsync(AgentRoutes.Wish(VmId.New()), Token);
        Assert.Equal(HttpStatusCode.NotFound, unknown.StatusCode);
    }

    [Fact]
    public async Task Every_mistake_of_a_spec_is_named()
    {
        using var http = Client(_authority.Issue(CertificateNames.Portal));
        var spec = World.Spec(memoryMiB: 1, vcpus: 10_000) with { UserName = "root; rm", RootDiskGiB = 0 };
        var wish = World.Wish(1, VmPower.Running, grace: -1, spec: spec with { Boot = spec.Boot with { KernelArguments = "init=/bin/sh\nx" } });
        using var response = await http.PutAsync(AgentRoutes.Vm(_world.Id), Body(wish), Token);

        var problem = JsonSerializer.Deserialize(await response.Content.ReadAsStringAsync(Token), AgentJson.Default.Problem);
        Assert.Equal(
            ["power.graceSeconds", "spec.boot.kernelArguments", "spec.memoryMiB", "spec.rootDiskGiB", "spec.userName", "spec.vcpus"],
            problem!.Errors!.Keys.Order(StringComparer.Ordinal));
    }

    [Theory]
    [InlineData("/agent/v1/vms/1")]
    [InlineData("/agent/v1/vms/..%2F..%2Fetc")]
    [InlineData("/agent/v1/vms/00000000-0000-0000-0000-000000000000")]
    [InlineData("/agent/v1/images/passwd")]
    [InlineData("/agent/v1/images/..%2Fx")]
    [InlineData("/agent/v2/host")]
    public async Task What_does_not_parse_does_not_exist(string path)
    {
        using var http = Client(_authority.Issue(CertificateNames.Portal));
        Assert.Equal(HttpStatusCode.NotFound, (await http.GetAsync(path, Token)).StatusCode);
    }

    [Fact]
    public async Task A_watch_says_hello_host_vms_synced_and_then_changes()
    {
        await _world.StartVmAsync();
        using var socket = await WatchAsync("");
        var hello = (await NextAsync(socket)).Hello;
        Assert.Equal((_world.Board.Epoch, _host), (hello!.Epoch, hello.HostId));
        Assert.NotNull((await NextAsync(socket)).Host);
        Assert.Equal(VmState.Running, (await NextAsync(socket)).Vm?.State);
        var synced = (await NextAsync(socket)).Synced;
        Assert.Equal([_world.Id], synced!.Vms);

        await _world.EnsureAsync(2, VmPower.Stopped);
        VmReport? last = null;
        while (last?.State != VmState.Stopped)
        {
            last = (await NextAsync(socket)).Vm ?? last;
        }

        await _world.Supervisor.DeleteAsync(_world.Id, Token);
        while ((await NextAsync(socket)).Removed?.Id != _world.Id)
        {
        }
    }

    [Fact]
    public async Task A_watch_that_resumes_gets_only_what_changed()
    {
        await _world.StartVmAsync();
        await Soon.TrueAsync(() => _world.Report?.Guest?.ShellProblem is not "It was not tried yet.");
        using var socket = await WatchAsync($"?epoch={_world.Board.Epoch}&since={_world.Board.Version}");
        Assert.NotNull((await NextAsync(socket)).Hello);
        Assert.NotNull((await NextAsync(socket)).Host);
        Assert.NotNull((await NextAsync(socket)).Synced);

        using var other = await WatchAsync($"?epoch=other&since={_world.Board.Version}");
        await NextAsync(other);
        await NextAsync(other);
        Assert.NotNull((await NextAsync(other)).Vm);
    }

    [Fact]
    public async Task Samples_reach_the_watch_and_a_closed_one_is_counted_off()
    {
        using (var socket = await WatchAsync(""))
        {
            await socket.SendAsync(JsonSerializer.SerializeToUtf8Bytes(new WatchInterest([_world.Id]), AgentJson.Default.WatchInterest), WebSocketMessageType.Text, true, Token);
            await Soon.TrueAsync(() => _feed.IsWatched(_world.Id));
            _feed.Subscriptions[0].Offer(new MetricBatch { At = DateTimeOffset.UnixEpoch, Host = new HostSample { Cpu = 0.5 }, Vms = [] });
            WatchFrame frame;
            do
            {
                frame = await NextAsync(socket);
            }
            while (frame.Metrics is null);

            Assert.Equal(0.5, frame.Metrics.Host.Cpu);
        }

        await Soon.TrueAsync(() => _feed.Subscriptions.IsEmpty);
    }

    [Fact]
    public async Task A_console_opens_with_a_hello()
    {
        await _world.StartVmAsync();
        using var socket = await OpenAsync(AgentRoutes.Console(_world.Id));
        var buffer = new byte[4096];
        var received = await socket.ReceiveAsync(buffer, Token);

        var hello = JsonSerializer.Deserialize(buffer.AsSpan(0, received.Count), AgentJson.Default.ConsoleHello);
        Assert.Equal((0, 0), (hello!.ScrollbackBytes, hello.SkippedBytes));
    }

    [Fact]
    public async Task A_command_for_a_vm_that_is_off_is_a_conflict_with_the_fix()
    {
        await _world.EnsureAsync(1, VmPower.Stopped);
        using var http = Client(_authority.Issue(CertificateNames.Portal));
        using var response = await http.PostAsync(AgentRoutes.Exec(_world.Id), new StringContent("""{"command":["id"]}"""), Token);

        var problem = JsonSerializer.Deserialize(await response.Content.ReadAsStringAsync(Token), AgentJson.Default.Problem);
        Assert.Equal((HttpStatusCode.Conflict, "vm-not-running"), (response.StatusCode, problem?.Type));
        Assert.NotNull(problem?.Fix);
    }

    private static StringContent Body(EnsureVm wish) => new(JsonSerializer.Serialize(wish, AgentJson.Default.EnsureVm), Encoding.UTF8, "application/json");

    private async Task<(HttpStatusCode Status, VmReport? Report)> PutAsync(HttpClient http, EnsureVm wish)
    {
        using var response = await http.PutAsync(AgentRoutes.Vm(_world.Id), Body(wish), Token);
        return (response.StatusCode, JsonSerializer.Deserialize(await response.Content.ReadAsStringAsync(Token), AgentJson.Default.VmReport));
    }

    private SocketsHttpHandler Handler(X509Certificate2? certificate) => new()
    {
        SslOptions = new SslClientAuthenticationOptions
        {
            ClientCertificates = certificate is null ? [] : [certificate],
            LocalCertificateSelectionCallback = (_, _, _, _, _) => certificate!, // none is a choice too
            RemoteCertificateValidationCallback = (_, peer, _, _) => peer is X509Certificate2 agent && CertificateNames.Read(agent) == CertificateNames.Host(_host),
        },
    };

    private async Task<PreflightReport> PreflightAsync(bool storage, CancellationToken cancellationToken)
    {
        Assert.Equal(1, Interlocked.Increment(ref _checking));
        await Task.Yield();
        _storageMeasured.Enqueue(storage);
        Interlocked.Decrement(ref _checking);
        return new PreflightReport(DateTimeOffset.UtcNow, "lab", "0.1.0", 1, [new CheckResult(new CheckInfo("cpu-cores", "cpu", CheckLevel.Required, "Cores", "4 cores"), CheckOutcome.Pass("8 cores", "Enough."), 1)]);
    }

    private HttpClient Client(X509Certificate2? certificate) => new(Handler(certificate)) { BaseAddress = _base, Timeout = TimeSpan.FromSeconds(20) };

    private Task<ClientWebSocket> WatchAsync(string query) => OpenAsync(AgentRoutes.Watch + query);

    private async Task<ClientWebSocket> OpenAsync(string path)
    {
        var socket = new ClientWebSocket();
        var uri = new UriBuilder(new Uri(_base!, path)) { Scheme = "wss" }.Uri;
        await socket.ConnectAsync(uri, new HttpMessageInvoker(Handler(_authority.Issue(CertificateNames.Portal))), Token);
        return socket;
    }

    private static async Task<WatchFrame> NextAsync(WebSocket socket)
    {
        var buffer = new byte[256 * 1024];
        var total = 0;
        while (true)
        {
            var received = await socket.ReceiveAsync(buffer.AsMemory(total), Token);
            total += received.Count;
            if (received.EndOfMessage)
            {
                return JsonSerializer.Deserialize(buffer.AsSpan(0, total), AgentJson.Default.WatchFrame)!;
            }
        }
    }
}
