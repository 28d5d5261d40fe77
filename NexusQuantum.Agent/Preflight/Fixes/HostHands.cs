using NexusQuantum.Agent.Linux;

namespace NexusQuantum.Agent.Preflight.Fixes;

/// <summary>On the host that this runs on.</summary>
internal sealed class HostHands : IHostHands
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(20);

    public Task<ChildResult> DoAsync(IReadOnlyList<string> command, CancellationToken cancellationToken) => ChildProcess.RunAsync(command, Patience, cancellationToken: cancellationToken);
}
