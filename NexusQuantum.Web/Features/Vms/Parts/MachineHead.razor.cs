using System.Collections.Immutable;
using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Authorization;
using MudBlazor;
using NexusQuantum.Domain.Errors;
using NexusQuantum.Domain.Vms;
using NexusQuantum.Web.Features.Metrics;
using NexusQuantum.Web.Http;
using NexusQuantum.Web.Ui;
using NexusQuantum.Web.Ui.Parts;

namespace NexusQuantum.Web.Features.Vms.Parts;

/// <summary>The head of a machine's page.</summary>
public sealed partial class MachineHead
{
    private const int Grace = 30;
    private const int LongGrace = 300;

    [Parameter]
    [EditorRequired]
    public VmView Vm { get; set; } = null!; // required by the editor

    [Parameter]
    [EditorRequired]
    public DateTimeOffset Now { get; set; }

    /// <summary>Which tab is shown below.</summary>
    [Parameter]
    public string Tab { get; set; } = string.Empty;

    /// <summary>Told when an action was refused.</summary>
    [Parameter]
    public EventCallback<Problem?> Failed { get; set; }

    [CascadingParameter]
    private Task<AuthenticationState> Signed { get; set; } = null!; // cascaded by the router

    [CascadingParameter]
    private Times Times { get; set; } = Times.Utc;

    [Inject]
    private IVmApi Vms { get; set; } = null!; // injected before any use

    [Inject]
    private IMetricApi Metrics { get; set; } = null!; // injected before any use

    [Inject]
    private IDialogService Dialogs { get; set; } = null!; // injected before any use

    private bool IsOff => Vm.State is VmState.Stopped or VmState.Defined or VmState.Failed;

    /// <summary>"as wished · up 3 d 4 h · guest agent answers".</summary>
    private string Facts => string.Join(" · ", new[]
    {
        VmLifecycle.Satisfies(Vm.State, Vm.Power) ? "as wished" : null,
        Vm.StartedAt is { } started && Vm.State is VmState.Running or VmState.Paused ? "up " + Units.Up(Now - Vm.StartedAt!.Value) : null, // checked on this line
        GuestText,
        Vm.PendingRestart ? "edits apply at the next start" : null,
    }.Where(fact => fact is not null));

    private string? GuestText => Vm.State is not VmState.Running ? null : Vm.Guest is null ? "no guest agent yet"
        : GuestHeard.SilentFor(Vm, Metrics, Now) is { } silence ? "guest agent silent for " + Units.Up(silence) : "guest agent answers";

    private ImmutableArray<MenuAction> StopItems =>
    [
        Item(VmVerb.Stop, () => DoAsync(VmVerb.Stop, LongGrace), "Gives the guest longer before its power is cut") with { Word = "Stop within 5 min" },
        Item(VmVerb.ForceStop, () => ConfirmAsync(VmVerb.ForceStop), "Cuts its power now") with { Danger = true },
    ];

    private ImmutableArray<MenuAction> MoreItems =>
    [
        new("Edit", Icons.Material.Outlined.Edit, EditAsync) { Hint = "Name, note, tags, CPU, memory", WhyNot = Vm.Disabled.GetValueOrDefault(VmSight.Edit) },
        Item(VmVerb.Restart, () => DoAsync(VmVerb.Restart, Grace), Vm.PendingRestart ? "Stops it, then starts it with the edited size" : "Stops it gracefully, then starts it"),
        Item(VmVerb.Pause, () => DoAsync(VmVerb.Pause), "Halts its vCPUs, keeps its memory"),
        Item(VmVerb.Reset, () => ConfirmAsync(VmVerb.Reset), "Like the button on the case") with { Danger = true },
        Item(VmVerb.Delete, DeleteAsync, null) with { Danger = true },
    ];

    private MenuAction Item(VmVerb verb, Func<Task> act, string? hint)
        => new(VmActions.Label(verb), VmActions.Icon(verb), act) { Hint = hint, WhyNot = WhyNot(verb) };

    private string? WhyNot(VmVerb verb) => VmActions.WhyNot(Vm, verb);

    private async Task DoAsync(VmVerb verb, int? grace = null)
    {
        var asked = await Vms.DoAsync((await Signed).User.ToCaller(), Vm.Id, verb, grace, null, CancellationToken.None);
        await Failed.InvokeAsync(asked.Error is { } error ? Problem.From(error) : null);
    }

    private async Task ConfirmAsync(VmVerb verb)
    {
        if (await VmConfirm.AskAsync(Dialogs, [Vm], verb))
        {
            await DoAsync(verb);
        }
    }

    // Here one machine is deleted with everything of it in sight: its name is typed whether it runs or not.
    private async Task DeleteAsync()
    {
        if (await VmConfirm.AskDeleteAsync(Dialogs, [Vm], Times, alwaysByName: true) is { } whenAway)
        {
            await Failed.InvokeAsync(await VmActions.DeleteAsync(Vms, (await Signed).User.ToCaller(), [Vm], whenAway, CancellationToken.None));
        }
    }

    private async Task EditAsync()
    {
        var parameters = new DialogParameters<EditDialog> { { dialog => dialog.Vm, Vm } };
        await Dialogs.ShowAsync<EditDialog>(null, parameters, new DialogOptions { NoHeader = true, CloseOnEscapeKey = true, BackdropClick = false });
    }
}
