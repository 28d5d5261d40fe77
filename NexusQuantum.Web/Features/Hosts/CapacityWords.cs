using NexusQuantum.Domain.Capacity;
using NexusQuantum.Web.Ui;

namespace NexusQuantum.Web.Features.Hosts;

/// <summary>A capacity answer in words, for the page and the command.</summary>
internal static class CapacityWords
{
    /// <summary>"Machines of 1 GiB, 1 vCPU and a disk of 1 GiB".</summary>
    public static string Size(MachineSize size) => $"Machines of {Units.MiB(size.MemoryMiB)}, {Units.Count(size.Vcpus, "vCPU", "vCPUs")} and a disk of {Units.MiB(size.DiskGiB * 1024L)}";

    /// <summary>What ends first on a host, in a word; why nothing can be placed there.</summary>
    public static string Limit(HostCapacityView host) => host.Limit switch
    {
        CapacityLimit.Memory => "memory",
        CapacityLimit.Vcpus => "processors",
        CapacityLimit.Disk => "disk",
        CapacityLimit.Host => host.WhyNot ?? "it cannot be used",
    };

    /// <summary>What it comes to.</summary>
    public static IEnumerable<string> Sentences(CapacityView view)
    {
        if (view.Lost is { } lost)
        {
            yield return view.Hosts.IsEmpty ? $"Without {lost.Name} no host is left{(lost.Running == 0 ? "" : $"; its {Units.Count(lost.Running, "machine", "machines")} would not run")}."
                : lost.Running == 0 ? $"No machine runs on {lost.Name}."
                : lost.HaveRoom == lost.Running ? $"Without {lost.Name}, the other hosts have room for {(lost.Running == 1 ? "its machine" : $"all {Units.Count(lost.Running)} of its machines")}."
                : $"Without {lost.Name}, the other hosts have room for {Units.Count(lost.HaveRoom)} of its {Units.Count(lost.Running, "machine", "machines")}; {Units.Count(lost.Running - lost.HaveRoom)} would not run.";
        }

        yield return view.Fits == 0 ? "No machine of this size fits."
            : $"{Units.Count(view.Fits, "machine", "machines")} of this size {(view.Fits == 1 ? "fits" : "fit")}{(view.Lost is null ? "" : " then")}.";
        if (view.Asked > 0)
        {
            yield return view.Placed == view.Asked ? $"All {Units.Count(view.Asked)} asked for find room." : $"Of {Units.Count(view.Asked)} asked for, {Units.Count(view.Asked - view.Placed)} {(view.Asked - view.Placed == 1 ? "finds" : "find")} no room.";
        }

        var unusable = view.Hosts.Where(host => host.WhyNot is not null).Select(host => host.Name).ToArray();
        if (unusable.Length > 0)
        {
            yield return $"{string.Join(", ", unusable)} {(unusable.Length == 1 ? "is" : "are")} not counted: nothing can be placed there now.";
        }

        if (view is { Average: { } average, FitsOfAverage: { } fits })
        {
            yield return $"Of the average of all that run ({Units.MiB(average.MemoryMiB)}, {Units.Count(average.Vcpus, "vCPU", "vCPUs")}), {Units.Count(fits)} more fit.";
        }
    }
}
