using NexusQuantum.Domain.Networks;

namespace NexusQuantum.Web.Features.Networks;

/// <summary>What pages and messages say of a network.</summary>
internal static class NetworkWords
{
    /// <summary>How its machines reach the outside, and are reached.</summary>
    public static string Mode(NetworkMode mode, string? uplink) => mode switch
    {
        NetworkMode.Nat => "behind address translation",
        NetworkMode.Bridged => uplink is { Length: > 0 } ? $"on the network of {uplink}, visible there" : "on its host's own network, visible there",
        NetworkMode.User => "user mode, no way in",
    };

    /// <summary>Its range, or who knows it.</summary>
    public static string Range(NetworkFacts network) => network.Range?.ToString() ?? network.Mode switch
    {
        NetworkMode.Bridged => "known to its router",
        NetworkMode.Nat or NetworkMode.User => "not told yet",
    };

    /// <summary>Its router; null when nobody here knows it.</summary>
    public static Ipv4Address? Gateway(NetworkFacts network) => network.Gateway ?? network.Mode switch
    {
        // An agent of an older release does not tell it: behind translation it is always the first of the range.
        NetworkMode.Nat => network.Range is { } range ? Ipv4Address.From(range.Gateway) : null,
        NetworkMode.Bridged or NetworkMode.User => null,
    };

    /// <summary>The bridge, and the adapter it carries.</summary>
    public static string? Bridge(NetworkFacts network) => network is { Bridge: { } bridge, Uplink: { } uplink } ? $"{bridge} with {uplink}" : network.Bridge;

    /// <summary>An asked-for address with its prefix, where it has one of its own.</summary>
    public static string Address(StaticAddress address) => address.Prefix is { } prefix ? FormattableString.Invariant($"{address.Address}/{prefix}") : address.Address.ToString();

    /// <summary>Why no address can be asked for there; null when one can.</summary>
    public static string? WhyNoFixed(NetworkFacts network) => network.Mode switch
    {
        NetworkMode.User => $"The network {network.Name} is in user mode, where each machine has the same address inside its engine, so none can be asked for.",
        NetworkMode.Nat or NetworkMode.Bridged => null,
    };
}
