using Microsoft.AspNetCore.Components;
using NexusQuantum.Domain.Networks;
using NexusQuantum.Web.Features.Networks;

namespace NexusQuantum.Web.Features.Vms.Create;

/// <summary>Whether the network gives an address, or which one it is to be.</summary>
public sealed partial class AddressFields
{
    [Parameter]
    public IReadOnlyDictionary<string, string[]>? Errors { get; set; }

    /// <summary>The network the machine joins; null while that depends on the host.</summary>
    [Parameter]
    public NetworkView? Network { get; set; }

    [Inject]
    private CreateDraft Draft { get; set; } = null!; // injected before any use

    private string? Why => WhyNot(Network);

    private NetworkFacts? Facts => Network?.Facts;

    private Ipv4Address? Router => Facts is { } facts ? NetworkWords.Gateway(facts) : null;

    // What was written once stays in sight: it is sent.
    private bool HasRouter => Facts?.Mode == NetworkMode.Bridged || Draft.Gateway.Length > 0 || Draft.NameServers.Length > 0;

    private string Says => (Facts, Draft.FixedAddress) switch
    {
        (_, true) => "Set when the machine is created; it cannot be changed later",
        ({ Mode: NetworkMode.Bridged }, _) => "Its router gives one by DHCP",
        ({ Range: { } range }, _) => $"Its pool in {range} gives one that stays while the machine is there",
        _ => "Its pool gives one",
    };

    private string AddressHint => Facts switch
    {
        { Mode: NetworkMode.Bridged, Range: { } range } => $"In {range}, or with the bits of its network, like 172.16.0.9/24. Take one that the router gives to nobody else",
        { Mode: NetworkMode.Bridged } => "With the bits of its network, like 192.168.1.20/24. Take one that the router gives to nobody else",
        { Range: { } range } => $"One of {range.Guest(0)} to {range.Guest(range.GuestAddresses - 1)} that no machine has",
        _ => "Four numbers, like 10.0.100.50",
    };

    private string RouterHint => Router is { } router ? $"Empty: {router}, where that can be reached" : "Empty: none, and nothing beyond its network is reached";

    private string ServersHint => "At most three, separated by spaces. Empty: " + (Router is null ? "none, and no names are found" : "the network's router, which usually answers names");

    /// <summary>Why no address can be chosen on that network; null when one can.</summary>
    internal static string? WhyNot(NetworkView? network)
        => network is null ? "The network of the host that takes it gives one. For a fixed one, choose a host or a network first." : NetworkWords.WhyNoFixed(network.Facts);

    private void Fix() => Draft.FixedAddress = Why is null;
}
