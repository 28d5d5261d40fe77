namespace NexusQuantum.Domain.Preflight;

/// <summary>One requirement that can be measured. Changes nothing on the host, or takes back what it changed.</summary>
public interface IPreflightCheck
{
    /// <summary>What it is.</summary>
    CheckInfo Info { get; }

    /// <summary>How long it may take; a check that takes longer failed.</summary>
    TimeSpan Patience => TimeSpan.FromSeconds(5);

    /// <summary>Measures and judges. What it throws is its failure's reason.</summary>
    Task<CheckOutcome> RunAsync(CancellationToken cancellationToken);
}
