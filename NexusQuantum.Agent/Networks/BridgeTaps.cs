using NexusQuantum.Agent.Linux;
using NexusQuantum.Domain.Errors;

namespace NexusQuantum.Agent.Networks;

/// <summary>The taps of this installation on its bridge, known by a mark of their own.</summary>
internal sealed class BridgeTaps(string bridge)
{
    private string Alias => "nexus:" + bridge;

    public bool AreOurs(LinkFacts link) => string.Equals(link.Alias, Alias, StringComparison.Ordinal);

    public async Task<IReadOnlyList<string>> NamesAsync(CancellationToken cancellationToken)
        => [.. (await IpTool.LinksAsync(cancellationToken)).Where(AreOurs).Select(link => link.Name)];

    /// <summary>Makes the tap, which the filter knows already, and puts it on the bridge, then says where its guest is found; it is gone again when any of it fails.</summary>
    public async Task<Result<Done>> JoinAsync(Lease lease, IEnumerable<string[]> neighbour, CancellationToken cancellationToken)
    {
        var tap = lease.Tap;
        var made = Tap.Create(tap);
        if (!made.Ok)
        {
            return made;
        }

        var joined = await IpTool.BatchAsync(
            [
                ["link", "set", "dev", tap, "alias", Alias],
                ["link", "set", "dev", tap, "address", Own(lease.Mac.ToString())],
                ["link", "set", "dev", tap, "master", bridge],
                ["link", "set", "dev", tap, "up"],
                .. neighbour,
            ],
            cancellationToken);
        if (!joined.Ok)
        {
            await DeleteAsync(tap, CancellationToken.None);
        }

        return joined;
    }

    public static async Task DeleteAsync(string tap, CancellationToken cancellationToken)
        // An error means it is gone already.
        => await IpTool.RunAsync(cancellationToken, "link", "del", "dev", tap);

    /// <summary>High, because a bridge nobody gave an address takes the lowest of its ports', and the host would be another one with each tap; never the guest's own.</summary>
    private static string Own(string guest) => (guest.StartsWith("fe", StringComparison.Ordinal) ? "fa" : "fe") + guest[2..];
}
