using System.Globalization;
using NexusQuantum.Domain.Capacity;
using NexusQuantum.Domain.Errors;
using NexusQuantum.Domain.Vms;

namespace NexusQuantum.Web.Features.Hosts;

/// <summary>What is asked by <c>GET /v1/capacity</c> and on the page: null for what it defaults to.</summary>
/// <param name="Vms">How many machines are to come; none by default.</param>
/// <param name="MemoryMiB">Memory of each; 1024 by default.</param>
/// <param name="Vcpus">vCPUs of each; 1 by default.</param>
/// <param name="DiskGiB">Root disk of each; 1 by default.</param>
/// <param name="Lose">Id or name of a host that is gone in this thought.</param>
/// <param name="MemoryOvercommit">How often memory is promised; once by default, as placing does it.</param>
/// <param name="VcpusPerProcessor">vCPUs for each processor; any number by default, as placing does it.</param>
/// <param name="ReserveMiB">Memory kept on each host; what each keeps by default.</param>
public sealed record CapacityQuery(
    int? Vms = null, int? MemoryMiB = null, int? Vcpus = null, int? DiskGiB = null, string? Lose = null, double? MemoryOvercommit = null, double? VcpusPerProcessor = null, long? ReserveMiB = null)
{
    /// <summary>The machines to come.</summary>
    public MachineSize Size => new(MemoryMiB ?? 1024, Vcpus ?? 1, DiskGiB ?? 1);

    /// <summary>How much may be promised.</summary>
    public CapacityRules Rules => new() { MemoryOvercommit = MemoryOvercommit ?? 1, VcpusPerProcessor = VcpusPerProcessor, ReserveMiB = ReserveMiB };

    /// <summary>Everything wrong with it, by field; null when nothing is.</summary>
    public Error? WhyNot()
    {
        var mistakes = new Dictionary<string, string[]>(StringComparer.Ordinal);
        Within("vms", Vms, 0, CapacityPlan.MostMachines, "machines");
        Within("memoryMiB", MemoryMiB, VmLimits.MinMemoryMiB, VmLimits.MaxMemoryMiB, "MiB of memory");
        Within("vcpus", Vcpus, 1, VmLimits.MaxVcpus, "vCPUs");
        Within("diskGiB", DiskGiB, 0, VmLimits.MaxRootDiskGiB, "GiB of disk");
        Within("memoryOvercommit", MemoryOvercommit, 0.1, 10, "times the memory");
        Within("vcpusPerProcessor", VcpusPerProcessor, 0.1, 100, "vCPUs for each processor");
        Within("reserveMiB", ReserveMiB, 0, VmLimits.MaxMemoryMiB, "MiB kept");
        return mistakes.Count == 0 ? null : HostErrors.BadQuestion(mistakes);

        void Within(string field, double? given, double least, double most, string what)
        {
            if (given is { } value && !(value >= least && value <= most))
            {
                mistakes[field] = [string.Create(CultureInfo.InvariantCulture, $"{value} {what}: {least} to {most} are possible.")];
            }
        }
    }
}
