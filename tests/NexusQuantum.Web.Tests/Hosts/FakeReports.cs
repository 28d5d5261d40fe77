using NexusQuantum.Domain.Preflight;

namespace NexusQuantum.Web.Tests.Hosts;

/// <summary>Reports that a fake host answers.</summary>
internal static class FakeReports
{
    public const string WhyNot = "IP forwarding is off (net.ipv4.ip_forward = 0).";

    public static PreflightReport Of(params CheckResult[] results) => new(DateTimeOffset.UtcNow, "fake", "0.1.0", 12, [.. results]);

    public static CheckResult Required(string id, bool passes, string message = WhyNot)
        => new(new CheckInfo(id, "addresses", CheckLevel.Required, id, "on (1)"), passes ? CheckOutcome.Pass("on (1)", "It is on.") : new CheckOutcome(CheckStatus.Fail, "off (0)", message) { Fix = CheckFix.Of("Switch it on.", "sysctl -w net.ipv4.ip_forward=1") }, 1);
}
