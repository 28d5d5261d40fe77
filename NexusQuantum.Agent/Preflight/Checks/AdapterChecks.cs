using System.Globalization;
using NexusQuantum.Domain.Preflight;
using static NexusQuantum.Domain.Preflight.CheckLevel;

namespace NexusQuantum.Agent.Preflight.Checks;

/// <summary>Network adapters, by <c>/sys/class/net</c> (kernel: Documentation/ABI/testing/sysfs-class-net). One with a device is no virtual one of the kernel's.</summary>
internal sealed class AdapterChecks(CheckHost host)
{
    private static readonly CheckFix Another = new("Add a network adapter, or connect the one there is to a faster port.");

    public IEnumerable<IPreflightCheck> All =>
    [
        new Check(Info("adapter-count", Required, "Network adapters", "1"), info => Count(info, 1)),
        new Check(Info("adapter-count-good", Recommended, "Adapters to separate traffic", "2"), info => Count(info, 2)),
        new Check(Info("adapter-speed", Required, "Speed", "1 Gbit/s"), info => Speed(info, 1000)),
        new Check(Info("adapter-speed-good", Recommended, "Speed for production", "10 Gbit/s"), info => Speed(info, 10_000)),
        new Check(Info("adapter-sriov", Optional, "SR-IOV", "virtual functions"), Sriov),
        new Check(Info("adapter-mtu", Optional, "Jumbo frames", "MTU 9000 for storage networks"), Mtu),
        new Check(Info("adapter-vlan", Optional, "VLAN tagging", "802.1Q"), Vlan),
    ];

    private IReadOnlyList<string> Adapters => [.. host.Names("/sys/class/net").Where(name => host.Exists($"/sys/class/net/{name}/device"))];

    private static CheckInfo Info(string id, CheckLevel level, string title, string needed) => new(id, CheckSection.Adapters.Id, level, title, needed);

    private CheckOutcome Count(CheckInfo info, int needed)
    {
        if (!host.Exists("/sys/class/net"))
        {
            throw new UnreadableException("/sys/class/net", "it is not there");
        }

        var names = Adapters;
        var measured = names.Count == 0 ? "none" : $"{names.Count} ({string.Join(", ", names)})";
        return names.Count >= needed ? CheckOutcome.Pass(measured, $"Network adapters: {measured}.") : CheckOutcome.Miss(info, measured, $"Network adapters: {measured}; {needed} needed.", Another);
    }

    private CheckOutcome Speed(CheckInfo info, int needed)
    {
        var speeds = Adapters.Select(name => (Name: name, Speed: SpeedOf(name))).Where(adapter => adapter.Speed > 0).ToList();
        if (speeds.Count == 0)
        {
            return Adapters.Count > 0 ? CheckOutcome.NotApplicable($"No adapter here tells a speed ({string.Join(", ", Adapters)}): virtual ones, or without a cable.") : throw new UnreadableException("The speed of adapters", "there is none");
        }

        var best = speeds.MaxBy(adapter => adapter.Speed);
        var measured = string.Create(CultureInfo.InvariantCulture, $"{best.Speed / 1000.0:0.##} Gbit/s ({best.Name})");
        return best.Speed >= needed ? CheckOutcome.Pass(measured, $"The fastest adapter runs at {measured}.") : CheckOutcome.Miss(info, measured, $"The fastest adapter runs at {measured}; {info.Needed} is needed.", Another);
    }

    /// <summary>Mbit/s; 0 for an adapter that tells none: the kernel refuses the question for one that is down.</summary>
    private int SpeedOf(string name)
    {
        try
        {
            return int.TryParse(host.Read($"/sys/class/net/{name}/speed").Trim(), CultureInfo.InvariantCulture, out var speed) ? speed : 0;
        }
        catch (UnreadableException)
        {
            return 0;
        }
    }

    private CheckOutcome Sriov(CheckInfo info)
        => Adapters.Where(name => host.ReadIfThere($"/sys/class/net/{name}/device/sriov_totalvfs")?.Trim() is { } functions && functions != "0").ToList() is { Count: > 0 } able
            ? CheckOutcome.Pass(string.Join(", ", able), $"Adapters with virtual functions: {string.Join(", ", able)}.")
            : CheckOutcome.NotApplicable("No adapter here has virtual functions. They are needed for advanced networking of machines only.");

    private CheckOutcome Mtu(CheckInfo info)
    {
        var mtus = Adapters.Select(name => $"{name} {host.Read($"/sys/class/net/{name}/mtu").Trim()}").ToList();
        return Adapters.Any(name => int.TryParse(host.Read($"/sys/class/net/{name}/mtu").Trim(), CultureInfo.InvariantCulture, out var mtu) && mtu >= 9000)
            ? CheckOutcome.Pass(string.Join(", ", mtus), $"MTU: {string.Join(", ", mtus)}.")
            : CheckOutcome.NotApplicable($"No adapter uses jumbo frames (MTU: {(mtus.Count == 0 ? "no adapter" : string.Join(", ", mtus))}). They are for a storage network only.");
    }

    private CheckOutcome Vlan(CheckInfo info)
        => KernelModules.Find(host, "8021q") is not ModuleState.Missing ? CheckOutcome.Pass("8021q", "The kernel tags VLANs (8021q).")
            : CheckOutcome.Miss(info, "no 8021q", "This kernel has no module 8021q: VLANs cannot be tagged here.", new CheckFix("Use the distribution's own kernel, or tag VLANs at the switch."));
}
