using NexusQuantum.Domain.Vms;

namespace NexusQuantum.Web.Features.Vms.Parts;

/// <summary>Why a shell cannot be opened.</summary>
internal static class VmReasons
{
    /// <summary>Why no shell can be opened now; null when one can.</summary>
    public static string? WhyNoShell(VmView vm) => vm switch
    {
        _ when vm.Disabled.TryGetValue(VmSight.Shell, out var refused) => refused,
        { State: VmState.Unknown } => $"{vm.Host.Name} does not answer.",
        { State: not (VmState.Running or VmState.Starting) } => "The machine does not run. Start it, then open a shell.",
        { Guest: null } => "No guest agent has answered yet. The console works without one.",
        { Guest.ShellReachable: false } => vm.Guest.ShellProblem ?? "Its guest agent cannot be reached. The console works without it.",
        _ => null,
    };
}
