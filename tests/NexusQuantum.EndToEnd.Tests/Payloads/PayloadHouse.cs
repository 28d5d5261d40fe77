using NexusQuantum.Domain.Networks;
using NexusQuantum.EndToEnd.Tests.Browsing;
using NexusQuantum.EndToEnd.Tests.Running;
using NexusQuantum.Tests.Shared.Agents;
using NexusQuantum.Tests.Shared.Stacks;

namespace NexusQuantum.EndToEnd.Tests.Payloads;

/// <summary>The payloads' tests share an installation of their own: what they write into every list and record would be in the way elsewhere.</summary>
[CollectionDefinition]
[TestClassOrderer(typeof(PayloadOrder))]
public sealed class PayloadCollection : ICollectionFixture<PayloadHouse>;

/// <summary>A real portal with a browser; its only host is an agent of ours that says what a hostile host or guest could say.</summary>
public sealed class PayloadHouse : IAsyncDisposable
{
    private Stack? _stack;
    private Chrome? _chrome;
    private FakeAgent? _agent;
    private string? _machine;

    internal Stack Stack => _stack ?? throw new InvalidOperationException("The house was not asked for.");

    internal FakeAgent Agent => _agent ?? throw new InvalidOperationException("The house was not asked for.");

    internal string Token { get; private set; } = "";

    /// <summary>Types in all windows of the house, and knows what was typed where.</summary>
    internal Typist Typist { get; } = new();

    internal async Task ReadyAsync(CancellationToken cancellationToken)
    {
        Assert.SkipWhen(StackPrograms.Missing is not null, StackPrograms.Missing ?? "");
        if (_agent is not null)
        {
            return;
        }

        _stack = await Stack.StartAsync(new StackSettings { Name = "payloads", WithAgent = false, OwnNetwork = false }, cancellationToken);
        _chrome = await Chrome.StartAsync(_stack, cancellationToken);
        await TypeAtSetUpAsync();
        using var api = new Api(_stack.Http());
        await api.PostAsync("/v1/setup", new { code = _stack.SetUpCode(), userName = Installation.UserName, password = Installation.Password }, cancellationToken);
        Token = Marks.Keep((await api.PostAsync("/v1/login", new { userName = Installation.UserName, password = Installation.Password }, cancellationToken)).Text("token"));
        api.UseToken(Token);
        // Signs in before wrong passwords are typed in this person's name.
        await (await _chrome.OpenAsync(Look.Desk)).DisposeAsync();
        // Bridged, because there a fixed address takes most fields.
        var network = new NetworkFacts { Id = NetworkId.New(), Name = "office", Mode = NetworkMode.Bridged, Bridge = "fcbr0", Uplink = "eno1", AddressesUsed = 0, Outbound = true };
        var host = new FakeHost { MemoryBytes = 4L << 40, CpuCount = 128, Shell = HostileShell.ServeAsync, Networks = [network] };
        _agent = await FakeAgent.JoinAsync(_stack.BaseAddress, Marks.Keep((await api.PostAsync("/v1/hosts/join-tokens", new { }, cancellationToken)).Text("token")), "hostile", cancellationToken, host);
        await Until.TrueAsync("the host streaming", TimeSpan.FromSeconds(30), async () => (await api.GetAsync("/v1/hosts", cancellationToken)).Items().Any(row => row.Text("reachable") == "True"), cancellationToken);
    }

    internal Api Api()
    {
        var api = new Api(Stack.Http());
        api.UseToken(Token);
        return api;
    }

    /// <summary>A window that is watched from its first page on.</summary>
    internal async Task<(Session Window, Eye Eye)> OpenAsync(bool signedIn = true)
    {
        var window = await (_chrome ?? throw new InvalidOperationException("The house was not asked for.")).OpenAsync(Look.Desk, signedIn);
        return (window, await Eye.OnAsync(window, Stack.BaseAddress));
    }

    /// <summary>A running machine on the hostile host.</summary>
    internal async Task<string> MachineAsync(CancellationToken cancellationToken)
    {
        await ReadyAsync(cancellationToken);
        if (_machine is null)
        {
            using var api = Api();
            _machine = (await api.CreateRunningAsync("hostile", await api.RootImageAsync(cancellationToken), cancellationToken)).Id();
        }

        return _machine;
    }

    // This page is there only now.
    private async Task TypeAtSetUpAsync()
    {
        var (window, eye) = await OpenAsync(signedIn: false);
        await using var closing = window;
        await Typist.TypeAsync(window, eye, PageForm.SetUp, PageForm.SetUp.Path);
    }

    public async ValueTask DisposeAsync()
    {
        await (_chrome?.DisposeAsync() ?? ValueTask.CompletedTask);
        await (_agent?.DisposeAsync() ?? ValueTask.CompletedTask);
        await (_stack?.DisposeAsync() ?? ValueTask.CompletedTask);
    }
}
