using NexusQuantum.Tests.Shared.Stacks;

namespace NexusQuantum.EndToEnd.Tests.SecondHost;

/// <summary>
/// The one way between two networks of the tests: a veth pair, which can be pulled out and plugged in again. Its addresses are of the
/// range kept for such tests (RFC 2544, 198.18.0.0/15); as both networks are ours, nobody else's are met.
/// </summary>
internal sealed class Cable : IAsyncDisposable
{
    private readonly NetworkNamespace _near;
    private readonly NetworkNamespace _far;
    private readonly CablePlan _plan;

    private Cable(NetworkNamespace near, NetworkNamespace far, CablePlan plan) => (_near, _far, _plan) = (near, far, plan);

    public static async Task<Cable> LayAsync(NetworkNamespace near, NetworkNamespace far, CablePlan plan, CancellationToken cancellationToken)
    {
        var cable = new Cable(near, far, plan);
        await InAsync(near, cancellationToken, "link", "add", plan.NearEnd, "type", "veth", "peer", "name", plan.FarEnd, "netns", far.Name);
        await InAsync(near, cancellationToken, "addr", "add", plan.NearAddress + "/24", "dev", plan.NearEnd);
        await InAsync(far, cancellationToken, "addr", "add", plan.FarAddress + "/24", "dev", plan.FarEnd);
        await InAsync(near, cancellationToken, "link", "set", plan.NearEnd, "up");
        await cable.PlugAsync(cancellationToken);
        return cable;
    }

    /// <summary>At the far end: the near one only loses its carrier, and nobody there is told that connections are dead.</summary>
    public Task PullAsync(CancellationToken cancellationToken) => InAsync(_far, cancellationToken, "link", "set", _plan.FarEnd, "down");

    public Task PlugAsync(CancellationToken cancellationToken) => InAsync(_far, cancellationToken, "link", "set", _plan.FarEnd, "up");

    public async ValueTask DisposeAsync() => await Command.TryRunAsync("ip", ["-n", _near.Name, "link", "del", _plan.NearEnd], CancellationToken.None);

    private static Task InAsync(NetworkNamespace network, CancellationToken cancellationToken, params string[] words)
        => Command.RunAsync("ip", ["-n", network.Name, .. words], cancellationToken);
}
