using System.Collections.Immutable;
using NexusQuantum.Domain.Engines;
using NexusQuantum.Domain.Networks;

namespace NexusQuantum.Domain.Hosts;

/// <summary>A host as its agent found it, measured at agent start and whenever it changes.</summary>
public sealed record HostFacts
{
    /// <summary>The machine's host name.</summary>
    public required string HostName { get; init; }

    /// <summary>Distribution with version (<c>PRETTY_NAME</c> of os-release).</summary>
    public required string Distribution { get; init; }

    /// <summary>Kernel release (<c>uname -r</c>).</summary>
    public required string Kernel { get; init; }

    /// <summary>Processor model name.</summary>
    public required string CpuModel { get; init; }

    /// <summary>Logical processors the agent may use.</summary>
    public required int CpuCount { get; init; }

    /// <summary>Physical memory in bytes.</summary>
    public required long MemoryBytes { get; init; }

    /// <summary>File systems that hold VMs and images.</summary>
    public required ImmutableArray<HostDisk> Disks { get; init; }

    /// <summary>Engines found, best first; empty means no VM can run, and <see cref="Problems"/> says why.</summary>
    public required ImmutableArray<EngineFacts> Engines { get; init; }

    /// <summary>Networks of this host.</summary>
    public required ImmutableArray<NetworkFacts> Networks { get; init; }

    /// <summary>How VMs are accounted: <c>cgroup v2</c>, <c>cgroup v1</c> or <c>/proc</c>.</summary>
    public required string Accounting { get; init; }

    /// <summary>The agent's version.</summary>
    public required string AgentVersion { get; init; }

    /// <summary>True when the agent runs as root.</summary>
    public required bool AgentIsRoot { get; init; }

    /// <summary>Contract features this agent knows; compared by name, never by version.</summary>
    public ImmutableArray<string> Capabilities { get => field.IsDefault ? [] : field; init; } = [];

    /// <summary>When the host booted, UTC.</summary>
    public required DateTimeOffset BootedAt { get; init; }

    /// <summary>What is wrong with the host, sentences for people; empty when nothing is.</summary>
    public ImmutableArray<string> Problems { get => field.IsDefault ? [] : field; init; } = [];
}
