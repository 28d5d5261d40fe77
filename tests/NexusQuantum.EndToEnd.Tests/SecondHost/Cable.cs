using NexusQuantum.Tests.Shared.Stacks;

namespace NexusQuantum.EndToEnd.Tests.SecondHost;

/// <summary>
/// The one way between two networks of the tests: a veth pair, which can be pulled out and plugged in again. Its addresses are of the
/// range kept for such tests (RFC 2544, 198.18.0.0/15); as both networks are ours, nobody else's are met.
/// </summary>
internal sealed class Cable : IAsyncDisposable
{
    public const string NearAddress = "198.18.41.1";

    public const string FarAddress = "198.18.41.2";

    private const string NearEnd = "cable0";
    private const string FarEnd = "uplink0";

    private readonly NetworkNamespace _near;
    private readonly NetworkNamespace _far;

    private Cable(NetworkNamespace near, NetworkNamespace far) => (_near, _far) = (near, far);

    public static async Task<Cable> LayAsync(NetworkNamespace near, NetworkNamespace far, CancellationToken cancellationToken)
    {
        var cable = new Cable(near, far);
        await InAsync(near, cancellationToken, "link", "add", NearEnd, "type", "veth", "peer", "name", FarEnd, "netns", far.Name);
        await InAsync(near, cancellationToken, "addr", "add", NearAddress + "/30", "dev", NearEnd);
        await InAsync(far, cancellationToken, "addr", "add", FarAddress + "/30", "dev", FarEnd);
        await InAsync(near, cancellationToken, "link", "set", NearEnd, "up");
        await cable.PlugAsync(cancellationToken);
        return cable;
    }

    /// <summary>At the far end: the near one only loses its carrier, and nobody there is told that connections are dead.</summary>
    public Task PullAsync(CancellationToken cancellationToken) => InAsync(_far, cancellationToken, "link", "set", FarEnd, "down");

    public Task PlugAsync(CancellationToken cancellationToken) => InAsync(_far, cancellationToken, "link", "set", FarEnd, "up");

    public async ValueTask DisposeAsync() => await Command.TryRunAsync("ip", ["-n", _near.Name, "link", "del", NearEnd], CancellationToken.None);

    private static Task InAsync(NetworkNamespace network, CancellationToken cancellationToken, params string[] words)
        => Command.RunAsync("ip", ["-n", network.Name, .. words], cancellationToken);
}
