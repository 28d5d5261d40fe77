using System.Collections.Immutable;
using NexusQuantum.Domain.Hosts;
using NexusQuantum.Domain.Networks;

namespace NexusQuantum.Web.Features.Vms;

/// <summary>What creating a VM would do, shown before it is done.</summary>
public sealed record VmPlanView
{
    public required ImmutableArray<VmPlanStep> Steps { get; init; }

    /// <summary>All hosts, the chosen one first, each with its verdict.</summary>
    public required ImmutableArray<VmPlacement> Hosts { get; init; }

    /// <summary>The network it would join; null when no host takes it, or its host has none.</summary>
    public VmNetworkRef? Network { get; init; }

    /// <summary>The address it would have, with what was left out filled in; null for one that the network gives.</summary>
    public StaticAddress? StaticAddress { get; init; }

    /// <summary>Why it cannot be created at all, null when it can.</summary>
    public string? Refusal { get; init; }

    /// <summary>What to do about <see cref="Refusal"/>.</summary>
    public string? Fix { get; init; }

    /// <summary>Median seconds from wish to guest agent of past creates on the chosen host; null before the first.</summary>
    public double? ExpectedSeconds { get; init; }

    /// <summary>How many past creates that median is of.</summary>
    public int ExpectedFrom { get; init; }
}

/// <summary>A step of the plan.</summary>
/// <param name="Name">What is done.</param>
/// <param name="Detail">With what figures.</param>
/// <param name="Seconds">Median of past runs of that step on the chosen host, null before the first.</param>
public sealed record VmPlanStep(string Name, string Detail, double? Seconds);

/// <summary>A host's verdict.</summary>
/// <param name="Id">The host.</param>
/// <param name="Name">Its name.</param>
/// <param name="Chosen">Whether it would be used.</param>
/// <param name="Verdict">Why, or why not, with figures.</param>
/// <param name="Fits">Whether it could be used.</param>
/// <param name="FreeMemoryBytes">Memory not promised to VMs; null when not known.</param>
public sealed record VmPlacement(HostId Id, string Name, bool Chosen, string Verdict, bool Fits, long? FreeMemoryBytes);
