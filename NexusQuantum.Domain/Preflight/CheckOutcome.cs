namespace NexusQuantum.Domain.Preflight;

/// <summary>What one run of a check found.</summary>
/// <param name="Status">How it came out.</param>
/// <param name="Measured">What was measured, with unit; null when nothing could be.</param>
/// <param name="Message">One sentence that names the thing and the limit.</param>
public sealed record CheckOutcome(CheckStatus Status, string? Measured, string Message)
{
    /// <summary>What to do; null when there is nothing to do.</summary>
    public CheckFix? Fix { get; init; }

    /// <summary>Met.</summary>
    public static CheckOutcome Pass(string measured, string message) => new(CheckStatus.Pass, measured, message);

    /// <summary>It does not concern this host.</summary>
    public static CheckOutcome NotApplicable(string message) => new(CheckStatus.NotApplicable, null, message);

    /// <summary>Not met: a failure of what is required, else a warning.</summary>
    public static CheckOutcome Miss(CheckInfo info, string? measured, string message, CheckFix fix)
        => new(info.Level == CheckLevel.Required ? CheckStatus.Fail : CheckStatus.Warn, measured, message) { Fix = fix };
}
