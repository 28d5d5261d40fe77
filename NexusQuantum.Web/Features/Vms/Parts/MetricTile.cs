using System.Collections.Immutable;
using NexusQuantum.Domain.Metrics;
using NexusQuantum.Web.Features.Metrics;
using NexusQuantum.Web.Ui;

namespace NexusQuantum.Web.Features.Vms.Parts;

/// <summary>A figure with what stands around it; all text, so that nothing is decided in markup.</summary>
/// <param name="Label">What is measured.</param>
/// <param name="Beside">A second fact, null when not measured.</param>
/// <param name="Figure">The figure.</param>
/// <param name="Whole">Its unit and whole.</param>
/// <param name="Bars">Shares for the bars, oldest first.</param>
/// <param name="Warns">Whether a high share is a warning.</param>
internal sealed record MetricTile(string Label, string? Beside, string Figure, string Whole, ImmutableArray<double?> Bars, bool Warns)
{
    private const double LeastRate = 1024 * 1024;

    /// <summary>CPU, memory, disk and network of a machine; <paramref name="now"/> is null when nothing is measured now.</summary>
    public static ImmutableArray<MetricTile> Of(VmView vm, ImmutableArray<Stamped<VmSample>> samples, VmSample? now) => [Cpu(vm, samples, now), Memory(vm, samples, now), Disk(samples, now), Network(samples, now)];

    private static MetricTile Cpu(VmView vm, ImmutableArray<Stamped<VmSample>> samples, VmSample? now)
    {
        var vcpus = Math.Max(1, vm.RunningVcpus ?? vm.Vcpus);
        double? Share(VmSample sample) => sample.GuestCpu ?? sample.HostCpu / vcpus;
        var seen = now is { GuestCpu: null, HostCpu: not null } ? ", seen from the host" : string.Empty;
        return new("CPU", now?.GuestLoad is { } load ? $"load {Units.Figure(load)}" : null, Units.Percent(now is null ? null : Share(now)), $"of {vcpus} vCPU{seen}", [.. samples.Select(s => Share(s.Sample))], true);
    }

    private static MetricTile Memory(VmView vm, ImmutableArray<Stamped<VmSample>> samples, VmSample? now)
    {
        static long? Used(VmSample sample) => sample.GuestMemoryTotalBytes - sample.GuestMemoryAvailableBytes;
        var whole = now?.GuestMemoryTotalBytes ?? vm.MemoryMiB * 1024L * 1024;
        var cache = now?.GuestMemoryCacheBytes is { } bytes ? $"cache {Units.Bytes(bytes)}" : null;
        var bars = samples.Select(s => Used(s.Sample) / (double?)s.Sample.GuestMemoryTotalBytes).ToImmutableArray();
        if (now is not null && Used(now) is { } used)
        {
            var part = Units.Part(used, whole);
            return new("Memory", cache, part.Used, $"of {part.Whole}", bars, true);
        }

        return now?.HostMemoryBytes is { } resident
            ? new("Memory", cache, Units.Bytes(resident), "on the host", bars, true)
            : new("Memory", cache, Units.NotMeasured, $"of {Units.MiB(vm.MemoryMiB)}", bars, true);
    }

    private static MetricTile Disk(ImmutableArray<Stamped<VmSample>> samples, VmSample? now)
    {
        var (figure, unit) = Split(Units.DiskRate(now?.DiskWriteBytes));
        var read = now?.DiskReadBytes is { } bytes ? $"read {Units.DiskRate(bytes)}" : null;
        return new("Disk", read, figure, unit.Length == 0 ? "not measured" : unit + " written", Shares(samples, s => s.DiskWriteBytes), false);
    }

    private static MetricTile Network(ImmutableArray<Stamped<VmSample>> samples, VmSample? now)
    {
        var (figure, unit) = Split(Units.NetRate(now?.NetInBytes));
        var sent = now?.NetOutBytes is { } bytes ? $"out {Units.NetRate(bytes)}" : null;
        return new("Network", sent, figure, unit.Length == 0 ? "not measured" : unit + " in", Shares(samples, s => s.NetInBytes), false);
    }

    // Rates have no whole: the highest shown is the top, but never so low that idle looks busy.
    private static ImmutableArray<double?> Shares(ImmutableArray<Stamped<VmSample>> samples, Func<VmSample, double?> pick)
    {
        var top = Math.Max(LeastRate, samples.Max(s => pick(s.Sample)) ?? 0);
        return [.. samples.Select(s => pick(s.Sample) / top)];
    }

    private static (string Figure, string Unit) Split(string text)
    {
        var space = text.IndexOf(' ', StringComparison.Ordinal);
        return space < 0 ? (text, string.Empty) : (text[..space], text[(space + 1)..]);
    }
}
