using System.Collections.Immutable;
using NexusQuantum.Domain.Preflight;
using NexusQuantum.Web.Features.Hosts;

namespace NexusQuantum.Web.Tests.Fakes;

/// <summary>Preflights with sensible checks.</summary>
public static class SomePreflight
{
    public static CheckResult Failing { get; } = new(
        new CheckInfo("ip-forwarding", CheckSection.Addresses.Id, CheckLevel.Required, "IP forwarding", "on (1)"),
        new CheckOutcome(CheckStatus.Fail, "off (0)", "IP forwarding is off.")
        {
            Fix = new CheckFix("Switch it on.") { Debian = ["sysctl -w net.ipv4.ip_forward=1", "apt-get update"], RedHat = ["sysctl -w net.ipv4.ip_forward=1", "dnf check-update"] },
        },
        1);

    public static CheckResult Passing { get; } = new(new CheckInfo("cpu-cores", CheckSection.Cpu.Id, CheckLevel.Required, "Cores", "4 cores"), CheckOutcome.Pass("24 cores", "The host has 24 physical cores."), 1);

    public static CheckResult Warning { get; } = new(
        new CheckInfo("memory-ecc", CheckSection.Memory.Id, CheckLevel.Recommended, "ECC memory", "ECC"), new CheckOutcome(CheckStatus.Warn, null, "Whether memory is ECC could not be read.") { Fix = new CheckFix("Look at the data sheet.") }, 1);

    public static PreflightView Of(params ImmutableArray<CheckResult> checks)
    {
        var id = Guid.CreateVersion7(Some.Now);
        return new()
        {
            Id = id,
            At = Some.Now,
            AskedBy = "mara",
            Report = new PreflightReport(Some.Now, "fra-a1", "0.1.0", 2100, checks),
            Changes = [],
            Waivers = [],
            History = [new PreflightGlance(id, Some.Now, "mara", 1, 1, 1, null)],
        };
    }
}
