using Microsoft.AspNetCore.Components;
using MudBlazor;
using NexusQuantum.Domain.Access;
using NexusQuantum.Domain.Errors;
using NexusQuantum.Domain.Vms;
using NexusQuantum.Web.Features.Vms;
using NexusQuantum.Web.Ui;
using NexusQuantum.Web.Ui.Parts;
using NexusQuantum.Web.Ui.Shell;

namespace NexusQuantum.Web.Features.Hosts.Parts;

/// <summary>What a host holds beside the portal's machines.</summary>
public sealed partial class HostOrphans
{
    private OrphanView[] _orphans = [];
    private Problem? _problem;

    [Parameter]
    [EditorRequired]
    public HostView Host { get; set; } = null!; // required by the editor

    [Parameter]
    [EditorRequired]
    public new DateTimeOffset Now { get; set; }

    [Inject]
    private IVmApi Vms { get; set; } = null!; // injected before any use

    [Inject]
    private IDialogService Dialogs { get; set; } = null!; // injected before any use

    [Inject]
    private DrawerBell Bell { get; set; } = null!; // injected before any use

    protected override void OnInitialized() => Follow(Vms.Orphans, changes =>
    {
        if (changes.Keys.Any(key => key.Host == Host.Id))
        {
            _orphans = [.. Vms.Orphans.Snapshot().Where(orphan => orphan.HostId == Host.Id).OrderBy(orphan => orphan.Called, StringComparer.Ordinal)];
        }
    });

    private string? WhyNot() => WhyNotEverywhere(Permission.HostAdminister) is { } refused ? refused : Host.Reachable ? null : $"{Host.Name} does not answer.";

    private async Task AdoptAsync(OrphanView orphan)
    {
        var parameters = new DialogParameters<AdoptDialog> { { dialog => dialog.Orphan, orphan } };
        var shown = await Dialogs.ShowAsync<AdoptDialog>(null, parameters, new DialogOptions { NoHeader = true, CloseOnEscapeKey = true });
        if (await shown.Result is { Canceled: false, Data: Operations.OperationView asked })
        {
            Bell.Show(asked.Id);
        }
    }

    private async Task RemoveAsync(OrphanView orphan)
    {
        string[] facts =
        [
            .. VmLifecycle.HasProcess(orphan.State) ? (string[])["It runs; its power is cut."] : [],
            $"{(orphan.DiskBytes is { } bytes ? $"Its disk of {Units.Bytes(bytes)}" : "Its disk")} on {Host.Name} is removed; there is no way back.",
        ];
        if (await ConfirmDialog.AskAsync(Dialogs, $"Remove {orphan.Called} from {Host.Name}?", "Remove machine", facts, orphan.Called))
        {
            var asked = await Vms.RemoveOrphanAsync(await CallerAsync(), Host.Id, orphan.Id, Gone);
            _problem = asked.Error is { } error ? Problem.From(error) : null;
        }
    }
}
