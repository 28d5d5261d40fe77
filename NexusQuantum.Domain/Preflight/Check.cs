namespace NexusQuantum.Domain.Preflight;

/// <summary>A check whose work is a function of what it is about.</summary>
/// <param name="info">What it is.</param>
/// <param name="run">Measures and judges; what it throws is the failure's reason.</param>
public sealed class Check(CheckInfo info, Func<CheckInfo, CancellationToken, Task<CheckOutcome>> run) : IPreflightCheck
{
    /// <summary>One that waits for nothing.</summary>
    public Check(CheckInfo info, Func<CheckInfo, CheckOutcome> judge)
        : this(info, (self, _) => Task.FromResult(judge(self)))
    {
    }

    /// <inheritdoc/>
    public CheckInfo Info => info;

    /// <inheritdoc/>
    public TimeSpan Patience { get; init; } = TimeSpan.FromSeconds(5);

    /// <inheritdoc/>
    public Task<CheckOutcome> RunAsync(CancellationToken cancellationToken) => run(info, cancellationToken);
}
