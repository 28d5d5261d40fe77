using NexusQuantum.Tests.Shared.Agents;
using NexusQuantum.Tests.Shared.Stacks;

namespace NexusQuantum.Benchmarks.Installations;

/// <summary>An installation with its first administrator, and a client signed in as them.</summary>
internal sealed class Site : IAsyncDisposable
{
    public const string UserName = "ada";

    public const string Password = "fourteen quiet petrol lamps";

    private readonly FakeAgent? _stub;

    private Site(Stack stack, Api api, FakeAgent? stub) => (Stack, Api, _stub) = (stack, api, stub);

    public Stack Stack { get; }

    public Api Api { get; }

    /// <summary>Portal, cluster and agent as they are published, in a network of their own.</summary>
    public static Task<Site> StartAsync(string name, CancellationToken cancellationToken)
        => StartAsync(new StackSettings { Name = name }, cancellationToken);

    /// <summary>The published portal and its cluster with a host whose machines boot at once: what is measured is the portal.</summary>
    public static Task<Site> StartStubAsync(string name, CancellationToken cancellationToken)
        => StartAsync(new StackSettings { Name = name, WithAgent = false, OwnNetwork = false }, cancellationToken);

    /// <summary>The stub, where there is one.</summary>
    public FakeHost Host => _stub?.Host ?? throw new InvalidOperationException("This site has a real host.");

    /// <summary>A machine that runs and whose guest agent has answered, by its id.</summary>
    public async Task<string> CreateAsync(string name, CancellationToken cancellationToken)
        => (await Api.CreateRunningAsync(name, await Api.RootImageAsync(cancellationToken), cancellationToken)).Id();

    public async ValueTask DisposeAsync()
    {
        Api.Dispose();
        await (_stub?.DisposeAsync() ?? ValueTask.CompletedTask);
        await Stack.DisposeAsync();
    }

    private static async Task<Site> StartAsync(StackSettings settings, CancellationToken cancellationToken)
    {
        var stack = await Stack.StartAsync(settings, cancellationToken);
        var api = new Api(stack.Http());
        FakeAgent? stub = null;
        try
        {
            await api.PostAsync("/v1/setup", new { code = stack.SetUpCode(), userName = UserName, password = Password }, cancellationToken);
            api.UseToken((await api.PostAsync("/v1/login", new { userName = UserName, password = Password }, cancellationToken)).Text("token"));
            if (!settings.WithAgent)
            {
                var token = (await api.PostAsync("/v1/hosts/join-tokens", new { }, cancellationToken)).Text("token");
                stub = await FakeAgent.JoinAsync(stack.BaseAddress, token, "stub", cancellationToken, new FakeHost { MemoryBytes = 1L << 40, CpuCount = 256 });
            }

            await Until.TrueAsync("the host streaming", TimeSpan.FromSeconds(60), async ()
                => (await api.GetAsync("/v1/hosts", cancellationToken)).Items().Any(host => host.Text("reachable") == "True"), cancellationToken,
                () => stack.Agent?.Tail() ?? stack.Portal?.Tail() ?? "");
            return new Site(stack, api, stub);
        }
        catch
        {
            api.Dispose();
            await (stub?.DisposeAsync() ?? ValueTask.CompletedTask);
            await stack.DisposeAsync();
            throw;
        }
    }
}
