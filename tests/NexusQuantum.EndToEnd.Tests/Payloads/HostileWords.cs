using NexusQuantum.Domain.AgentApi;
using NexusQuantum.Domain.Engines;
using NexusQuantum.Domain.Errors;
using NexusQuantum.Domain.Hosts;
using NexusQuantum.Domain.Operations;
using NexusQuantum.Domain.Preflight;
using NexusQuantum.Domain.Vms;
using NexusQuantum.Tests.Shared.Agents;

namespace NexusQuantum.EndToEnd.Tests.Payloads;

/// <summary>A host and a guest that say one text wherever they may say text.</summary>
internal static class HostileWords
{
    public static HostFacts Of(FakeHost host, string text)
    {
        var facts = host.Facts;
        return facts with
        {
            HostName = text,
            Distribution = text,
            Kernel = text,
            CpuModel = text,
            Accounting = text,
            AgentVersion = text,
            Capabilities = [text],
            Problems = [text],
            Disks = [new HostDisk(text, text, 100L << 30, 80L << 30)],
            Engines = [.. facts.Engines.Select(engine => engine with { Version = text, AcceleratorReason = text })],
            Networks = [.. facts.Networks.Select(network => network with { Name = text, Bridge = text, Uplink = text, Note = text })],
        };
    }

    public static PreflightReport Preflight(string text, int failing) => new(DateTimeOffset.UtcNow, text, text, 1,
    [
        .. Enumerable.Range(0, Math.Max(1, failing)).Select(number => new CheckResult(
            new CheckInfo($"hostile-{number}", "cpu", CheckLevel.Required, text, text),
            new CheckOutcome(failing > 0 ? CheckStatus.Fail : CheckStatus.Pass, text, text) { Fix = new CheckFix(text) { Debian = [text], RedHat = [text, text] } },
            1)),
    ]);

    public static VmReport Of(VmReport report, string text) => report with
    {
        EngineVersion = text,
        IpAddresses = [text],
        Note = text,
        Problem = new Problem { Type = text, Title = text, Detail = text, Fix = text },
        Steps = [new OperationStep { Name = text, Status = StepStatus.Done, Detail = text }],
        Guest = new GuestFacts { ConnectedAt = DateTimeOffset.UtcNow, LastSeenAt = DateTimeOffset.UtcNow, Version = text, Kernel = text, Distribution = text, ShellReachable = false, ShellProblem = text },
    };
}
