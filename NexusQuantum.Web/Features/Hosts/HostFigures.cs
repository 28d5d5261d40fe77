using NexusQuantum.Domain.Engines;
using NexusQuantum.Domain.Metrics;
using NexusQuantum.Domain.Quantities;
using NexusQuantum.Web.Ui;

namespace NexusQuantum.Web.Features.Hosts;

/// <summary>A host's capacity as shares: measured, and promised to machines. Null where nothing was measured.</summary>
internal sealed record HostFigures
{
    /// <summary>"KVM", "TCG", or nothing before its first report.</summary>
    public string? Accelerator { get; init; }

    public double? Cpu { get; init; }

    public double? CpuHeld { get; init; }

    public string? CpuTitle { get; init; }

    public double? Memory { get; init; }

    public double? MemoryHeld { get; init; }

    public string? MemoryTitle { get; init; }

    public double? Storage { get; init; }

    /// <summary>Bytes free where machines live.</summary>
    public long? StorageLeft { get; init; }

    public string? StorageTitle { get; init; }

    /// <summary>Reads a host's figures; <paramref name="sample"/> is its newest fresh one.</summary>
    public static HostFigures Of(HostView host, HostSample? sample)
    {
        if (host.Facts is not { } facts)
        {
            return new();
        }

        var disk = facts.Disks.FirstOrDefault();
        var total = sample?.RunDirTotalBytes ?? disk?.TotalBytes;
        var free = sample?.RunDirFreeBytes ?? disk?.FreeBytes;
        var forMachines = facts.MemoryBytes - ByteSize.FromMiB(host.ReservedMemoryMiB).Bytes;
        return new()
        {
            Accelerator = facts.Engines is [var engine, ..] ? Name(engine.Accelerator) : null,
            Cpu = sample?.Cpu,
            CpuHeld = facts.CpuCount > 0 ? Math.Min(1, (double)host.PromisedVcpus / facts.CpuCount) : null,
            CpuTitle = $"{host.PromisedVcpus} vCPU promised, {Units.Count(facts.CpuCount, "processor", "processors")}",
            Memory = sample is { MemoryTotalBytes: { } all and > 0, MemoryAvailableBytes: { } available } ? 1 - (double)available / all : null,
            MemoryHeld = forMachines > 0 ? Math.Min(1, (double)ByteSize.FromMiB(host.PromisedMemoryMiB).Bytes / forMachines) : null,
            MemoryTitle = $"{Units.MiB(host.PromisedMemoryMiB)} promised of {Units.Bytes(forMachines)} for machines",
            Storage = total is > 0 && free is { } left ? 1 - (double)left / total.Value : null,
            StorageLeft = free,
            StorageTitle = free is null ? null : $"{Units.Bytes(free)} left of {Units.Bytes(total)}{(disk is null ? string.Empty : " in " + disk.Path)}",
        };
    }

    /// <summary>As people write it.</summary>
    public static string Name(Accelerator accelerator) => accelerator switch
    {
        Domain.Engines.Accelerator.Kvm => "KVM",
        Domain.Engines.Accelerator.Tcg => "TCG",
    };
}
