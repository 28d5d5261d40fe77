using NexusQuantum.Agent.Linux;

namespace NexusQuantum.Agent.Preflight;

/// <summary>The host's own programs, as checks ask them; recorded answers in tests.</summary>
internal interface IHostPrograms
{
    /// <summary>Whether it is installed where the system keeps programs.</summary>
    bool Has(string program);

    /// <summary>Runs one to its end.</summary>
    Task<ChildResult> RunAsync(IReadOnlyList<string> command, CancellationToken cancellationToken);
}
