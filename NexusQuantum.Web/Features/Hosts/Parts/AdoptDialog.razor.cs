using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Authorization;
using MudBlazor;
using NexusQuantum.Domain.Errors;
using NexusQuantum.Web.Features.Vms;
using NexusQuantum.Web.Http;
using NexusQuantum.Web.Ui;
using NexusQuantum.Web.Ui.Parts;

namespace NexusQuantum.Web.Features.Hosts.Parts;

/// <summary>Asks what an adopted machine is to be called, and shows there why it cannot be.</summary>
public sealed partial class AdoptDialog
{
    private ElementReference _box;
    private string _name = string.Empty;
    private Problem? _problem;
    private IReadOnlyDictionary<string, string[]>? _errors;
    private bool _busy;

    [Parameter]
    [EditorRequired]
    public OrphanView Orphan { get; set; } = null!; // required by the editor

    [CascadingParameter]
    private IMudDialogInstance Dialog { get; set; } = null!; // cascaded by MudBlazor's dialog

    [CascadingParameter]
    private Task<AuthenticationState> Signed { get; set; } = null!; // cascaded by the router

    [Inject]
    private IVmApi Vms { get; set; } = null!; // injected before any use

    private string Facts => string.Join(", ", new[]
    {
        StateLook.Of(Orphan.State).Word.ToLowerInvariant(),
        Orphan.Vcpus is { } vcpus ? $"{vcpus} vCPU" : null,
        Orphan.MemoryMiB is { } memory ? Units.MiB(memory) : null,
        Orphan.RootDiskGiB is { } disk ? $"{disk} GiB disk" : null,
    }.Where(fact => fact is not null));

    protected override void OnInitialized() => _name = Orphan.Name ?? string.Empty;

    protected override async Task OnAfterRenderAsync(bool firstRender)
    {
        if (firstRender)
        {
            await _box.FocusAsync();
        }
    }

    private async Task AdoptAsync()
    {
        if (_busy)
        {
            return;
        }

        _busy = true;
        var asked = await Vms.AdoptAsync((await Signed).User.ToCaller(), Orphan.HostId, Orphan.Id, _name.Trim(), CancellationToken.None);
        _busy = false;
        _errors = asked.Error?.Fields;
        _problem = asked.Error is { Fields: null } error ? Problem.From(error) : null;
        if (asked.Ok)
        {
            Dialog.Close(DialogResult.Ok(asked.Value));
        }
    }
}
