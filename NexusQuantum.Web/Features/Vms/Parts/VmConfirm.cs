using MudBlazor;
using NexusQuantum.Domain.Quantities;
using NexusQuantum.Domain.Vms;
using NexusQuantum.Web.Ui;
using NexusQuantum.Web.Ui.Parts;

namespace NexusQuantum.Web.Features.Vms;

/// <summary>Which verbs are asked about first, and what is said then.</summary>
internal static class VmConfirm
{
    /// <summary>True when the verb may go on: at once where the way back is one click, else after the operator said so.</summary>
    public static Task<bool> AskAsync(IDialogService dialogs, IReadOnlyCollection<VmView> vms, VmVerb verb)
    {
        var able = vms.Where(vm => VmActions.WhyNot(vm, verb) is null).ToArray();
        return (verb, able) switch
        {
            (_, []) => Task.FromResult(false),
            (VmVerb.ForceStop, [var one]) => ConfirmDialog.AskAsync(dialogs, $"Cut the power of {one.Name}?", "Force stop", ["Its guest is not asked. What it did not write to disk is lost."]),
            (VmVerb.Reset, [var one]) => ConfirmDialog.AskAsync(dialogs, $"Reset {one.Name}?", "Reset", ["Its guest is not asked. What it did not write to disk is lost."]),
            (VmVerb.Start or VmVerb.Resume or VmVerb.Pause, _) or (_, [_]) => Task.FromResult(true),
            _ => ConfirmDialog.AskAsync(dialogs, $"{VmActions.Label(verb)} {able.Length} machines?", $"{VmActions.Label(verb)} {able.Length} machines", Facts(able), keep: "Leave them"),
        };
    }

    /// <summary>
    /// Asks before machines are deleted, and what to do about those whose host is away; null when they are to be kept. One machine with
    /// everything of it in sight, or one that runs, is named by typing.
    /// </summary>
    public static async Task<WhenAway?> AskDeleteAsync(IDialogService dialogs, IReadOnlyCollection<VmView> vms, Times times, bool alwaysByName = false)
    {
        var able = vms.Where(vm => VmActions.WhyNot(vm, VmVerb.Delete) is null).ToArray();
        var away = able.Where(vm => vm.State is VmState.Unknown || !vm.Host.Reachable).ToArray();
        if (able.Length == 0)
        {
            return null;
        }

        var (question, verb, name, keep) = able is [var one]
            ? ($"Delete {one.Name}?", "Delete machine", alwaysByName || one.State is VmState.Running ? one.Name : null, "Keep it")
            : ($"Delete {able.Length} machines?", $"Delete {able.Length} machines", able.Any(vm => vm.State is VmState.Running) ? $"delete {able.Length}" : null, "Keep them");
        var facts = able is [var single] ? Facts(single, times) : Facts(able);
        if (away.Length == 0)
        {
            return await ConfirmDialog.AskAsync(dialogs, question, verb, facts, name, keep) ? WhenAway.Refuse : null;
        }

        string[] choice =
        [
            $"{(able.Length == 1 ? $"{away[0].Host.Name} does not answer, so it cannot be removed there now." : $"{Units.Count(away.Length, "of them is on a host that does not answer.", "of them are on hosts that do not answer.")}")}",
            "Delete when it is back: waits in the activity, and can be cancelled there.",
            "Forget now: the portal lets go of it. If the host comes back with it, it is shown there as not known.",
        ];
        return await ConfirmDialog.ChooseAsync(dialogs, question, able.Length == away.Length ? "Delete when it is back" : "Delete, waiting for hosts", "Forget now", [.. facts, .. choice], name, keep) switch
        {
            true => WhenAway.Wait,
            false => WhenAway.Forget,
            null => null,
        };
    }

    private static string[] Facts(VmView vm, Times times) =>
    [
        .. vm.State is VmState.Running ? (string[])[$"It runs{(vm.StartedAt is { } started ? " since " + times.Full(started) : string.Empty)}."] : [],
        vm.DiskBytes is { } bytes ? $"Its disk of {new ByteSize(bytes)} is removed; there is no way back." : "Its disk is removed; there is no way back.",
    ];

    private static string[] Facts(VmView[] vms)
    {
        var running = vms.Count(vm => vm.State is VmState.Running);
        var names = string.Join(", ", vms.Take(5).Select(vm => vm.Name)) + (vms.Length > 5 ? $" and {vms.Length - 5} more" : string.Empty);
        return running > 0 ? [names, Units.Count(running, "of them runs.", "of them run.")] : [names];
    }
}
