using NexusQuantum.Agent.Linux;

namespace NexusQuantum.Agent.Preflight;

/// <summary>The programs of the host that this runs on.</summary>
internal sealed class HostPrograms : IHostPrograms
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(4);

    public bool Has(string program) => ChildProcess.Find(program) is not null;

    public Task<ChildResult> RunAsync(IReadOnlyList<string> command, CancellationToken cancellationToken) => ChildProcess.RunAsync(command, Patience, cancellationToken: cancellationToken);
}
