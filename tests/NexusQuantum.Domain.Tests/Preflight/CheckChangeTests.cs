using NexusQuantum.Domain.Preflight;

namespace NexusQuantum.Domain.Tests.Preflight;

public sealed class CheckChangeTests
{
    [Fact]
    public void Only_what_came_out_differently_came_or_went_is_a_change()
    {
        var before = Report(("same", CheckStatus.Pass, "24 cores"), ("worse", CheckStatus.Pass, "on"), ("gone", CheckStatus.Warn, null));
        var after = Report(("same", CheckStatus.Pass, "23 cores"), ("new", CheckStatus.NotApplicable, null), ("worse", CheckStatus.Fail, "off"));
        Assert.Equal(
            [new CheckChange("new", "new", null, CheckStatus.NotApplicable), new CheckChange("worse", "worse", CheckStatus.Pass, CheckStatus.Fail), new CheckChange("gone", "gone", CheckStatus.Warn, null)],
            CheckChange.Between(before, after));
        Assert.Empty(CheckChange.Between(after, after));
    }

    private static PreflightReport Report(params (string Id, CheckStatus Status, string? Measured)[] checks)
        => new(default, "lab", "0.1.0", 1, [.. checks.Select(check => new CheckResult(new CheckInfo(check.Id, "cpu", CheckLevel.Required, check.Id, "some"), new CheckOutcome(check.Status, check.Measured, "So."), 1))]);
}
