using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Authorization;
using MudBlazor;
using NexusQuantum.Domain.Errors;
using NexusQuantum.Web.Http;

namespace NexusQuantum.Web.Features.Hosts.Parts;

/// <summary>Edits a host; sends only what was changed.</summary>
public sealed partial class EditHostDialog
{
    private ElementReference _box;
    private string _name = string.Empty;
    private string _address = string.Empty;
    private Problem? _problem;
    private IReadOnlyDictionary<string, string[]>? _errors;
    private bool _busy;

    [Parameter]
    [EditorRequired]
    public HostView Host { get; set; } = null!; // required by the editor

    [CascadingParameter]
    private IMudDialogInstance Dialog { get; set; } = null!; // cascaded by MudBlazor's dialog

    [CascadingParameter]
    private Task<AuthenticationState> Signed { get; set; } = null!; // cascaded by the router

    [Inject]
    private IHostApi Hosts { get; set; } = null!; // injected before any use

    private EditHostRequest Edit => new(_name.Trim() == Host.Name ? null : _name.Trim(), _address.Trim() == Host.Address ? null : _address.Trim());

    private DetectedAddress[] Found => [.. DetectedAddress.Of(Host)];

    private bool Changed => Edit is not { Name: null, Address: null };

    protected override void OnInitialized() => (_name, _address) = (Host.Name, Host.Address);

    protected override async Task OnAfterRenderAsync(bool firstRender)
    {
        if (firstRender)
        {
            await _box.FocusAsync();
        }
    }

    private async Task SaveAsync()
    {
        if (!Changed || _busy)
        {
            return;
        }

        _busy = true;
        var saved = await Hosts.EditAsync((await Signed).User.ToCaller(), Host.Id, Edit, CancellationToken.None);
        _busy = false;
        _errors = saved.Error?.Fields;
        _problem = saved.Error is { Fields: null } error ? Problem.From(error) : null;
        if (saved.Ok)
        {
            Dialog.Close();
        }
    }
}
