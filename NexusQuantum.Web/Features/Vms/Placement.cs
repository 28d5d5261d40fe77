using System.Collections.Immutable;
using NexusQuantum.Domain.Engines;
using NexusQuantum.Domain.Hosts;
using NexusQuantum.Domain.Networks;
using NexusQuantum.Domain.Quantities;
using NexusQuantum.Web.Agents;
using NexusQuantum.Web.Features.Vms.Addresses;

namespace NexusQuantum.Web.Features.Vms;

/// <summary>What a VM needs of a host.</summary>
internal sealed record VmNeed(int Vcpus, int MemoryMiB, NetworkId? Network, EngineKind? Engine, MachineProfile? Profile)
{
    /// <summary>The address it is to have; null for one that the network gives.</summary>
    public AddressWish? Address { get; init; }

    /// <summary>Where somebody has that address, with a sentence that says who.</summary>
    public IReadOnlyDictionary<NetworkId, string> Taken { get; init; } = ImmutableDictionary<NetworkId, string>.Empty;
}

/// <summary>
/// Chooses the host with the most memory not promised to others, and says of every host why or why not. Pure: what is promised is
/// handed in.
/// </summary>
internal static class Placement
{
    /// <summary>Memory a host can still promise, MiB; null before its first report.</summary>
    public static long? FreeMiB(HostFacts? facts, long promisedMiB) => facts is null ? null : (facts.MemoryBytes / (1 << 20)) - HostReserve.MemoryMiB(facts) - promisedMiB;

    /// <summary>All hosts with their verdicts, the chosen one first.</summary>
    public static ImmutableArray<VmPlacement> Judge(IEnumerable<KnownHost> hosts, IReadOnlyDictionary<HostId, long> promisedMiB, VmNeed need, HostId? only)
    {
        var judged = hosts
            .Select(host => (Host: host, Free: FreeMiB(host.Facts, promisedMiB.GetValueOrDefault(host.Id)), No: WhyNot(host, promisedMiB.GetValueOrDefault(host.Id), need)))
            .Select(entry => entry.No is null && only is { } id && id != entry.Host.Id ? entry with { No = "Another host was asked for." } : entry)
            .OrderByDescending(entry => entry.No is null)
            .ThenByDescending(entry => entry.Free ?? long.MinValue)
            .ThenBy(entry => entry.Host.Name, StringComparer.Ordinal)
            .ToArray();
        return
        [
            .. judged.Select((entry, index) => new VmPlacement(
                entry.Host.Id,
                entry.Host.Name,
                Chosen: index == 0 && entry.No is null,
                entry.No ?? Praise(entry.Free!.Value, index == 0, only is not null), // a host without facts has a reason against it
                entry.No is null,
                entry.Free is { } free ? Math.Max(0, free) * (1 << 20) : null)),
        ];
    }

    /// <summary>Why a host cannot take it; null when it can.</summary>
    public static string? WhyNot(KnownHost host, long promisedMiB, VmNeed need)
    {
        if (!host.Reachable)
        {
            return host.UnreachableReason ?? "It does not answer.";
        }

        if (host.Facts is not { } facts)
        {
            return "It has not reported yet.";
        }

        if (host.Unfit is { } unfit)
        {
            return unfit;
        }

        if (facts.Engines.Length == 0)
        {
            return "It has no engine that could run a machine" + (facts.Problems.Length > 0 ? $": {facts.Problems[0]}" : ".");
        }

        var engines = facts.Engines.Where(engine => need.Engine is null || engine.Kind == need.Engine).ToArray();
        if (engines.Length == 0)
        {
            return $"It has no {need.Engine}.";
        }

        if (need.Profile is { } profile && !engines.Any(engine => engine.Profiles.Any(found => found.Profile == profile)))
        {
            return $"Its engine does not offer the profile {profile}.";
        }

        var networks = facts.Networks.Where(network => need.Network is null || network.Id == need.Network).ToArray();
        if (networks.Length == 0 && need.Network is not null)
        {
            return "It does not have that network.";
        }

        if (networks.Length > 0 && networks.All(network => network.Unavailable is not null))
        {
            return networks[0].Unavailable;
        }

        if (need.Address is { } address && WhyNotThere(host, address, need) is { } elsewhere)
        {
            return elsewhere;
        }

        if (need.Vcpus > facts.CpuCount)
        {
            return $"It has {facts.CpuCount} processors, {need.Vcpus} vCPUs are asked for.";
        }

        var free = FreeMiB(facts, promisedMiB) ?? 0;
        return free >= need.MemoryMiB
            ? null
            : $"It has {Size(Math.Max(0, free))} of memory to give ({Size(facts.MemoryBytes / (1 << 20))} less {Size(HostReserve.MemoryMiB(facts))} for itself and {Size(promisedMiB)} promised), {Size(need.MemoryMiB)} are asked for.";
    }

    /// <summary>The network of a host that a machine joins: the one asked for, else its first; null when there is none.</summary>
    public static NetworkFacts? Joined(HostFacts? facts, NetworkId? wanted) => facts?.Networks.FirstOrDefault(network => wanted is null || network.Id == wanted);

    private static string? WhyNotThere(KnownHost host, AddressWish address, VmNeed need)
        => Joined(host.Facts, need.Network) is not { } network ? "It has no network on which a machine could have an address."
            : AddressRules.Fit(address, network, host.Addresses.Own) is { Ok: false, Error: var mistake } ? AddressRules.Sentence(mistake)
            : need.Taken.GetValueOrDefault(network.Id);

    private static string Praise(long freeMiB, bool first, bool asked)
        => $"{Size(freeMiB)} of memory to give" + (first ? asked ? ", and it was asked for." : ", the most of all that fit." : ".");

    private static string Size(long mib) => ByteSize.FromMiB(mib).ToString();
}
