using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Authorization;
using MudBlazor;
using NexusQuantum.Domain.Errors;
using NexusQuantum.Domain.Preflight;
using NexusQuantum.Web.Http;

namespace NexusQuantum.Web.Features.Hosts.Parts.Fitness;

/// <summary>Asks why a required check may fail, and answers with the preflight as it stands then.</summary>
public sealed partial class WaiveDialog
{
    private ElementReference _box;
    private string _reason = string.Empty;
    private Problem? _problem;
    private IReadOnlyDictionary<string, string[]>? _errors;
    private bool _busy;

    [Parameter]
    [EditorRequired]
    public HostView Host { get; set; } = null!; // required by the editor

    [Parameter]
    [EditorRequired]
    public CheckResult Check { get; set; } = null!; // required by the editor

    [CascadingParameter]
    private IMudDialogInstance Dialog { get; set; } = null!; // cascaded by MudBlazor's dialog

    [CascadingParameter]
    private Task<AuthenticationState> Signed { get; set; } = null!; // cascaded by the router

    [Inject]
    private IHostApi Api { get; set; } = null!; // injected before any use

    protected override async Task OnAfterRenderAsync(bool firstRender)
    {
        if (firstRender)
        {
            await _box.FocusAsync();
        }
    }

    private async Task WaiveAsync()
    {
        if (_busy)
        {
            return;
        }

        _busy = true;
        var done = await Api.WaiveAsync((await Signed).User.ToCaller(), Host.Id, Check.Info.Id, new WaiveCheckRequest(_reason), CancellationToken.None);
        _busy = false;
        _errors = done.Error?.Fields;
        _problem = done.Error is { Fields: null } error ? Problem.From(error) : null;
        if (done.Ok)
        {
            Dialog.Close(DialogResult.Ok(done.Value));
        }
    }
}
