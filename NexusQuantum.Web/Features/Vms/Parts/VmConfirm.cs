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
            (VmVerb.Delete, [var one]) => ConfirmDialog.AskAsync(dialogs, $"Delete {one.Name}?", "Delete machine", Facts(one), one.State is VmState.Running ? one.Name : null),
            (VmVerb.Delete, _) => ConfirmDialog.AskAsync(dialogs, $"Delete {able.Length} machines?", $"Delete {able.Length} machines", Facts(able), able.Any(vm => vm.State is VmState.Running) ? $"delete {able.Length}" : null, "Keep them"),
            (VmVerb.ForceStop, [var one]) => ConfirmDialog.AskAsync(dialogs, $"Cut the power of {one.Name}?", "Force stop", ["Its guest is not asked. What it did not write to disk is lost."]),
            (VmVerb.Reset, [var one]) => ConfirmDialog.AskAsync(dialogs, $"Reset {one.Name}?", "Reset", ["Its guest is not asked. What it did not write to disk is lost."]),
            (VmVerb.Start or VmVerb.Resume or VmVerb.Pause, _) or (_, [_]) => Task.FromResult(true),
            _ => ConfirmDialog.AskAsync(dialogs, $"{VmActions.Label(verb)} {able.Length} machines?", $"{VmActions.Label(verb)} {able.Length} machines", Facts(able), keep: "Leave them"),
        };
    }

    /// <summary>Asks for a machine's name before it is deleted.</summary>
    public static Task<bool> AskNameAsync(IDialogService dialogs, VmView vm)
        => ConfirmDialog.AskAsync(dialogs, $"Delete {vm.Name}?", "Delete machine", Facts(vm), vm.Name);

    private static string[] Facts(VmView vm) =>
    [
        .. vm.State is VmState.Running ? (string[])[$"It runs{(vm.StartedAt is { } started ? " since " + Units.Absolute(started) : string.Empty)}."] : [],
        vm.DiskBytes is { } bytes ? $"Its disk of {new ByteSize(bytes)} is removed; there is no way back." : "Its disk is removed; there is no way back.",
        .. vm.State is VmState.Unknown ? (string[])[$"{vm.Host.Name} does not answer: it is removed there when the host is back."] : [],
    ];

    private static string[] Facts(VmView[] vms)
    {
        var running = vms.Count(vm => vm.State is VmState.Running);
        var names = string.Join(", ", vms.Take(5).Select(vm => vm.Name)) + (vms.Length > 5 ? $" and {vms.Length - 5} more" : string.Empty);
        return running > 0 ? [names, Units.Count(running, "of them runs.", "of them run.")] : [names];
    }
}
