using System.Net;

namespace NexusQuantum.Agent.Preflight;

/// <summary>What the checks are told besides what they measure.</summary>
internal sealed record CheckSettings
{
    /// <summary>The variables as given; null for one that is not set.</summary>
    public required Func<string, string?> Variable { get; init; }

    /// <summary>Whether this runs with root's rights.</summary>
    public required bool IsRoot { get; init; }

    /// <summary><c>FC_RUN_DIR</c>, or what it defaults to.</summary>
    public required string RunDirectory { get; init; }

    /// <summary><c>NEXUS_IMAGE_DIR</c>, or what it defaults to.</summary>
    public required string ImageDirectory { get; init; }

    /// <summary><c>FC_BRIDGE</c>, or what it defaults to.</summary>
    public required string Bridge { get; init; }

    /// <summary>Whether <c>NEXUS_NETWORK_MODE</c> puts machines on the network beyond the host, over a bridge that carries one of its adapters.</summary>
    public bool Bridged => string.Equals(Variable("NEXUS_NETWORK_MODE")?.Trim(), "bridged", StringComparison.OrdinalIgnoreCase);

    /// <summary><c>AGENT_BIND</c>, or what it defaults to.</summary>
    public required IPEndPoint Bind { get; init; }

    /// <summary><c>MANAGER_BASE</c>; null when it is not set.</summary>
    public Uri? Portal { get; init; }

    /// <summary>What is wrong with the variables, sentences that begin with the name of one.</summary>
    public IReadOnlyList<string> Mistakes { get; init; } = [];

    /// <summary>Hosts to try to reach by SSH, as given with <c>--ssh</c>.</summary>
    public IReadOnlyList<string> SshHosts { get; init; } = [];

    /// <summary>Whether disks are measured.</summary>
    public bool MeasureStorage { get; init; } = true;
}
