namespace NexusQuantum.Domain.Preflight;

/// <summary>One line of a report: what was checked and what was found.</summary>
/// <param name="Info">What was checked.</param>
/// <param name="Outcome">What was found.</param>
/// <param name="Milliseconds">How long it took.</param>
public sealed record CheckResult(CheckInfo Info, CheckOutcome Outcome, long Milliseconds)
{
    /// <summary>True when it stops an installation and new VMs.</summary>
    [System.Text.Json.Serialization.JsonIgnore]
    public bool Stops => Info.Level == CheckLevel.Required && Outcome.Status == CheckStatus.Fail;
}
