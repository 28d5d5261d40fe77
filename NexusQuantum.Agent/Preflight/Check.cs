using NexusQuantum.Domain.Preflight;

namespace NexusQuantum.Agent.Preflight;

/// <summary>A check whose work is a function of its host.</summary>
internal sealed class Check(CheckInfo info, Func<CheckInfo, CancellationToken, Task<CheckOutcome>> run) : IPreflightCheck
{
    public Check(CheckInfo info, Func<CheckInfo, CheckOutcome> judge)
        : this(info, (self, _) => Task.FromResult(judge(self)))
    {
    }

    public CheckInfo Info => info;

    public TimeSpan Patience { get; init; } = TimeSpan.FromSeconds(5);

    public Task<CheckOutcome> RunAsync(CancellationToken cancellationToken) => run(info, cancellationToken);
}
