using NexusQuantum.Agent.Linux;

namespace NexusQuantum.Agent.Preflight.Fixes;

/// <summary>Runs programs that change a host. Checks have only eyes (<see cref="IHostSystem"/>).</summary>
internal interface IHostHands
{
    /// <summary>Runs a program to its end, for as long as installing packages may take.</summary>
    Task<ChildResult> DoAsync(IReadOnlyList<string> command, CancellationToken cancellationToken);
}
