namespace NexusQuantum.Tests.Shared.Stacks;

/// <summary>How a stack differs from a plain installation.</summary>
public sealed record StackSettings
{
    /// <summary>Names its logs under artifacts/logs.</summary>
    public required string Name { get; init; }

    public bool WithAgent { get; init; } = true;

    /// <summary>False where something outside has to be reached, such as a fake agent of this process; then there is no bridge.</summary>
    public bool OwnNetwork { get; init; } = true;

    /// <summary>As NEXUS_NETWORK_MODE; user mode where no namespace can be made.</summary>
    public string NetworkMode { get; init; } = "auto";

    public IReadOnlyDictionary<string, string> PortalVariables { get; init; } = new Dictionary<string, string>(StringComparer.Ordinal);
}
