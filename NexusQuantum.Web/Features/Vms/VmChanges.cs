using NexusQuantum.Domain.AgentApi;
using NexusQuantum.Domain.Vms;

namespace NexusQuantum.Web.Features.Vms;

/// <summary>What of a change between two facts is worth a line in a VM's history.</summary>
internal static class VmChanges
{
    private const int Longest = 1000;

    public static IEnumerable<VmEventRow> Between(VmFact? before, VmFact now)
    {
        var report = now.Report;
        if (report.State != before?.Report.State)
        {
            yield return Event(report, now.ObservedAt, "state", StateText(report));
        }

        if (report.Guest is { } guest && before?.Report.Guest?.ConnectedAt != guest.ConnectedAt)
        {
            yield return Event(report, now.ObservedAt, "guest", $"Guest agent {guest.Version} answered.");
        }

        if (report.GuestPoweredOff && before?.Report.GuestPoweredOff != true)
        {
            yield return Event(report, now.ObservedAt, "state", "The guest powered itself off.");
        }
    }

    private static string StateText(VmReport report)
    {
        var text = report.State switch
        {
            VmState.Defined => "Known to its host.",
            VmState.Preparing => "Its parts are being made.",
            VmState.Starting => "Starting.",
            VmState.Running => report is { Engine: { } engine, Accelerator: { } accelerator } ? $"Running ({Parts.EngineWords.Of(engine)}, {Parts.EngineWords.Of(accelerator)})." : "Running.",
            VmState.Paused => "Paused.",
            VmState.Stopping => "Stopping.",
            VmState.Stopped => "Stopped.",
            VmState.Failed => report.Problem is { } problem ? $"Failed: {problem.Title}" : "Failed.",
            VmState.Deleting => "Its parts are being removed.",
            VmState.Unknown => "Unknown.",
        };
        return text.Length > Longest ? text[..Longest] : text;
    }

    private static VmEventRow Event(VmReport report, DateTimeOffset at, string kind, string text)
        => new() { VmId = report.Id, At = at, Kind = kind, Text = text };
}
