using System.Net;
using System.Net.Security;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.Logging.Abstractions;
using NexusQuantum.Agent.Api;
using NexusQuantum.Agent.Api.Trust;
using NexusQuantum.Agent.Images;
using NexusQuantum.Agent.Linux;
using NexusQuantum.Agent.Preflight;
using NexusQuantum.Agent.Tests.Api;
using NexusQuantum.Agent.Tests.Engines;
using NexusQuantum.Agent.Tests.Fakes;
using NexusQuantum.Agent.Vms;
using NexusQuantum.Domain.AgentApi;
using NexusQuantum.Domain.Hosts;
using NexusQuantum.Domain.Images;
using NexusQuantum.Domain.Networks;
using NexusQuantum.Domain.Vms;

namespace NexusQuantum.Agent.Tests.Whole;

/// <summary>
/// An agent with all its rooms, real QEMU and user-mode networking, called over its API as a portal calls it. Its VM ends with it.
/// </summary>
internal sealed class WholeAgent : IAsyncDisposable
{
    private static readonly TimeSpan Deadline = TimeSpan.FromSeconds(100);

    private readonly TestAuthority _authority;
    private readonly string _root;
    private readonly IdentityStore _identity;
    private readonly AgentRooms _rooms;
    private readonly WebApplication _app;
    private readonly HttpClient _portal;

    private WholeAgent(string root, HostId host, TestAuthority authority, IdentityStore identity, AgentRooms rooms, WebApplication app)
    {
        (_root, _authority, _identity, _rooms, _app) = (root, authority, identity, rooms, app);
        _portal = new HttpClient(new SocketsHttpHandler
        {
            SslOptions = new SslClientAuthenticationOptions
            {
                ClientCertificates = [authority.Issue(CertificateNames.Portal)],
                RemoteCertificateValidationCallback = (_, peer, _, _) => peer is X509Certificate2 agent && CertificateNames.Read(agent) == CertificateNames.Host(host),
            },
        })
        {
            BaseAddress = new Uri(app.Urls.First()),
            Timeout = Deadline,
        };
    }

    public VmId Id { get; } = VmId.New();

    public string RunDirectory => RunOf(_root);

    public VmDirectory Directory => VmDirectory.Of(RunDirectory, Id);

    public VmReport? Report => _rooms.Board.Find(Id);

    public RunningVm? Running => _rooms.Supervisor.FindRunning(Id);

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    /// <summary>An agent below a directory of the test's, which removes it.</summary>
    public static async Task<WholeAgent> StartAsync(string root)
    {
        Assert.SkipWhen(TestImage.Find() is null, TestImage.Missing);

        // VMs' accounts pass through to the images.
        File.SetUnixFileMode(root, File.GetUnixFileMode(root) | UnixFileMode.OtherExecute);
        var host = HostId.New();
        var authority = new TestAuthority();
        var identity = new IdentityStore(System.IO.Directory.CreateDirectory(Path.Combine(root, "agent")).FullName, TimeProvider.System);
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        using var certificate = authority.IssueHost(IdentityStore.Csr(key), host);
        identity.Save(key, certificate, authority.Certificate);
        var variables = new Dictionary<string, string>(StringComparer.Ordinal)
        {
            ["FC_RUN_DIR"] = RunOf(root),
            ["NEXUS_IMAGE_DIR"] = Path.Combine(root, "images"),
            ["NEXUS_AGENT_DIR"] = Path.Combine(root, "agent"),
            ["NEXUS_NETWORK_MODE"] = "user",
        };
        var (options, mistakes) = AgentOptionsReader.Read(variables.GetValueOrDefault, isRoot: true);
        Assert.Empty(mistakes);
        var rooms = await AgentRooms.OpenAsync(options!, NullLoggerFactory.Instance, Token); // no mistakes, so there are options
        var app = AgentServer.Build(new IPEndPoint(IPAddress.Loopback, 0), identity, TimeProvider.System);
        AgentServer.Map(app, new ApiRooms
        {
            Identity = identity,
            Picture = rooms.Picture,
            Supervisor = rooms.Supervisor,
            Board = rooms.Board,
            Images = rooms.Images,
            Consoles = rooms.Consoles,
            Dialer = rooms.Dialer,
            Feed = rooms.Feed,
            Preflight = static (storage, token) => HostPreflight.RunAsync(CheckSettingsReader.Read(Environment.GetEnvironmentVariable) with { MeasureStorage = storage }, [], null, token),
            Addresses = static first => OwnAddresses.Find("none", first),
            Time = TimeProvider.System,
        });
        await app.StartAsync(Token);
        return new WholeAgent(root, host, authority, identity, rooms, app);
    }

    /// <summary>What a portal asks for: nexus-tiny with one NIC, its images pushed when they are not there.</summary>
    public async Task<EnsureVm> WishAsync(long generation, VmPower target, int resets = 0, int memoryMiB = 128)
    {
        var image = TestImage.Find()!; // StartAsync skips without one
        var network = (await GetAsync(AgentRoutes.Host, AgentJson.Default.HostFacts)).Networks[0];
        return new EnsureVm
        {
            Generation = generation,
            Spec = new VmSpec
            {
                Name = VmName.Parse("whole", null),
                Vcpus = 1,
                MemoryMiB = memoryMiB,
                RootDiskGiB = 1,
                Boot = new BootSource
                {
                    Kernel = await PushAsync(image.Kernel, ImageFormat.Elf),
                    Initrd = await PushAsync(image.Initrd, ImageFormat.Cpio),
                    Root = await PushAsync(image.Root, ImageFormat.Ext4),
                    RootFormat = ImageFormat.Ext4,
                    HasGuestAgent = true,
                },
                Nics = [new NicSpec { Network = network.Id, Mac = MacAddress.ForVm([4, 5, 6]) }],
            },
            Power = new VmPowerWish { Target = target, Resets = resets, GraceSeconds = 20 },
        };
    }

    public async Task<HttpResponseMessage> PutAsync(EnsureVm wish)
        => await _portal.PutAsync(AgentRoutes.Vm(Id), Json(wish, AgentJson.Default.EnsureVm), Token);

    public Task<HttpResponseMessage> DeleteAsync() => _portal.DeleteAsync(AgentRoutes.Vm(Id), Token);

    public async Task<HttpResponseMessage> ExecAsync(params string[] command)
        => await _portal.PostAsync(AgentRoutes.Exec(Id), Json(new ExecRequest { Command = [.. command], TimeoutSeconds = 60 }, AgentJson.Default.ExecRequest), Token);

    /// <summary>The command's output; fails the test with the agent's answer when it did not run.</summary>
    public async Task<string> RunAsync(params string[] command)
    {
        using var response = await ExecAsync(command);
        var body = await response.Content.ReadAsStringAsync(Token);
        Assert.True(response.StatusCode == HttpStatusCode.OK, $"{response.StatusCode}: {body}");
        var result = JsonSerializer.Deserialize(body, AgentJson.Default.ExecResult)!; // the agent's own answer
        Assert.True(result.ExitCode == 0, body);
        return result.Stdout;
    }

    public async Task<T> GetAsync<T>(string path, JsonTypeInfo<T> type)
        => JsonSerializer.Deserialize(await _portal.GetStringAsync(path, Token), type)!; // the agent's own answer

    public async Task<HttpResponseMessage> PushAsync(Digest digest, ImageFormat format, HttpContent content)
        => await _portal.PutAsync($"{AgentRoutes.Image(digest)}?format={StoredImage.Word(format)}", content, Token);

    /// <summary>Waits for a report, without a moment's pause: tests act in the first moment after it.</summary>
    public async Task<VmReport> UntilAsync(Func<VmReport, bool> wanted)
    {
        var follower = new Follower(wanted);
        foreach (var report in _rooms.Board.Follow(follower, null, 0).Changed)
        {
            follower.Changed(report);
        }

        try
        {
            return await follower.Seen.WaitAsync(Deadline, Token);
        }
        catch (TimeoutException e)
        {
            throw new TimeoutException($"It did not come true. {Report}; {string.Join(", ", Report?.Steps.Select(static s => $"{s.Name}={s.Status}({s.Detail})") ?? [])}", e);
        }
        finally
        {
            _rooms.Board.Unfollow(follower);
        }
    }

    public async ValueTask DisposeAsync()
    {
        if (await _rooms.Supervisor.DeleteAsync(Id, CancellationToken.None) is not null)
        {
            await Soon.TrueAsync(() => !_rooms.Supervisor.Knows(Id));
        }

        _portal.Dispose();
        await _app.DisposeAsync();
        await _rooms.DisposeAsync();
        _identity.Dispose();
        _authority.Dispose();
    }

    private static string RunOf(string root) => Path.Combine(root, "fc");

    private static StringContent Json<T>(T value, JsonTypeInfo<T> type) => new(JsonSerializer.Serialize(value, type), Encoding.UTF8, "application/json");

    private async Task<Digest> PushAsync(string file, ImageFormat format)
    {
        await using var bytes = File.OpenRead(file);
        var digest = Digest.FromHash(await SHA256.HashDataAsync(bytes, Token));
        if (_rooms.Images.Find(digest) is null)
        {
            bytes.Position = 0;
            using var response = await PushAsync(digest, format, new StreamContent(bytes));
            Assert.True(response.IsSuccessStatusCode, await response.Content.ReadAsStringAsync(Token));
        }

        return digest;
    }

    private sealed class Follower(Func<VmReport, bool> wanted) : IReportFollower
    {
        private readonly TaskCompletionSource<VmReport> _seen = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public Task<VmReport> Seen => _seen.Task;

        public void Changed(VmReport report)
        {
            if (wanted(report))
            {
                _seen.TrySetResult(report);
            }
            else if (report.State == VmState.Failed)
            {
                _seen.TrySetException(new InvalidOperationException($"{report.Problem}"));
            }
        }

        public void Removed(VmRemoved removed)
        {
        }
    }
}
