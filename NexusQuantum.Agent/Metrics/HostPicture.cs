using System.Collections.Immutable;
using NexusQuantum.Agent.Linux;
using NexusQuantum.Agent.Networks;
using NexusQuantum.Domain.Engines;
using NexusQuantum.Domain.Hosts;

namespace NexusQuantum.Agent.Metrics;

/// <summary>Puts the host's facts together. What cannot change while the agent runs was measured once, the rest is at each call.</summary>
internal sealed class HostPicture(AgentOptions options, ImmutableArray<EngineFacts> engines, ImmutableArray<string> problems, IHostNetworks networks)
{
    private readonly string _distribution = HostReadings.Distribution();
    private readonly string _cpu = HostReadings.CpuModel();

    public HostFacts Measure() => new()
    {
        HostName = HostReadings.HostName(),
        Distribution = _distribution,
        Kernel = HostReadings.Kernel(),
        CpuModel = _cpu,
        CpuCount = Environment.ProcessorCount,
        MemoryBytes = HostReadings.MemoryBytes(),
        Disks = [.. Disk(options.RunDirectory), .. Disk(options.ImageDirectory)],
        Engines = engines,
        Networks = networks.Facts,
        Accounting = Cgroups.Host.Accounting,
        AgentVersion = AgentVersion.Text,
        AgentIsRoot = HostReadings.IsRoot,
        BootedAt = HostReadings.BootedAt(),
        Problems = problems,
    };

    /// <summary>Whether two pictures differ in more than how full the disks are by a hundredth.</summary>
    public static bool Differ(HostFacts a, HostFacts b)
        => !a.Networks.SequenceEqual(b.Networks)
        || a.HostName != b.HostName
        || a.Disks.Length != b.Disks.Length
        || a.Disks.Zip(b.Disks).Any(static pair => pair.First.TotalBytes != pair.Second.TotalBytes
            || Math.Abs(pair.First.FreeBytes - pair.Second.FreeBytes) > pair.First.TotalBytes / 100);

    private static IEnumerable<HostDisk> Disk(string path)
        => FileSystemFacts.Of(path) is { } facts ? [new HostDisk(path, facts.Type, facts.TotalBytes, facts.FreeBytes)] : [];
}
