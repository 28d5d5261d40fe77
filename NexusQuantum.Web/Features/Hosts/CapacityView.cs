using System.Collections.Immutable;
using NexusQuantum.Domain.Capacity;
using NexusQuantum.Domain.Hosts;
using NexusQuantum.Domain.Vms;

namespace NexusQuantum.Web.Features.Hosts;

/// <summary>What fits on the hosts, as the API answers it and the page shows it.</summary>
public sealed record CapacityView
{
    /// <summary>The machines asked about.</summary>
    public required MachineSize Size { get; init; }

    /// <summary>How many of them.</summary>
    public required int Asked { get; init; }

    /// <summary>How many of them would be placed.</summary>
    public required int Placed { get; init; }

    /// <summary>How many of the size fit on all hosts together.</summary>
    public required long Fits { get; init; }

    /// <summary>How much is promised.</summary>
    public required CapacityRules Rules { get; init; }

    /// <summary>Every host but the lost one.</summary>
    public required ImmutableArray<HostCapacityView> Hosts { get; init; }

    /// <summary>The mean of all machines that run; null without any.</summary>
    public MachineSize? Average { get; init; }

    /// <summary>How many of the mean fit on all hosts together.</summary>
    public long? FitsOfAverage { get; init; }

    /// <summary>The host that is gone in this thought; null without one.</summary>
    public LostHostView? Lost { get; init; }
}

/// <summary>A host's part of the answer.</summary>
/// <param name="Id">Which one.</param>
/// <param name="Name">Its name.</param>
/// <param name="MemoryMiB">All of its memory.</param>
/// <param name="ReservedMemoryMiB">Kept for itself.</param>
/// <param name="PromisedMemoryMiB">Promised, with the lost host's machines it would take.</param>
/// <param name="FreeMemoryMiB">Still to promise; below 0 where more is promised than there is.</param>
/// <param name="Processors">Its processors.</param>
/// <param name="PromisedVcpus">vCPUs promised, with those of the lost host's machines it would take.</param>
/// <param name="DiskFreeGiB">Free where machines lie, less the full root disks of the lost host's machines it would take; null when it does not tell.</param>
/// <param name="Fits">How many of the size it could take.</param>
/// <param name="Limit">What ends first there.</param>
/// <param name="Placed">How many of those asked about would go there.</param>
/// <param name="WhyNot">Why nothing can be placed there now; null when it can.</param>
public sealed record HostCapacityView(
    HostId Id, string Name, long MemoryMiB, long ReservedMemoryMiB, long PromisedMemoryMiB, long FreeMemoryMiB, int Processors, int PromisedVcpus, long? DiskFreeGiB, int Fits, CapacityLimit Limit, int Placed, string? WhyNot);

/// <summary>What becomes of a lost host's machines. Nothing is moved: this says whether the others have room for them.</summary>
/// <param name="Id">Which one.</param>
/// <param name="Name">Its name.</param>
/// <param name="Running">How many run there, or are wished to.</param>
/// <param name="HaveRoom">How many of these the other hosts have room for.</param>
/// <param name="Machines">Those of them that the caller may see.</param>
public sealed record LostHostView(HostId Id, string Name, int Running, int HaveRoom, ImmutableArray<LostMachineView> Machines);

/// <summary>A machine of a lost host.</summary>
/// <param name="Id">Which one.</param>
/// <param name="Name">Its name.</param>
/// <param name="MemoryMiB">Its memory.</param>
/// <param name="HostName">The host that has room for it; null when none has.</param>
public sealed record LostMachineView(VmId Id, string Name, int MemoryMiB, string? HostName);
