using System.Collections.Immutable;
using System.Text.Json;
using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Forms;
using Microsoft.JSInterop;
using MudBlazor;
using NexusQuantum.Domain.Access;
using NexusQuantum.Domain.AgentApi;
using NexusQuantum.Domain.Errors;
using NexusQuantum.Domain.Images;
using NexusQuantum.Web.Features.Access;
using NexusQuantum.Web.Http;
using NexusQuantum.Web.Ui;

namespace NexusQuantum.Web.Features.Images.Parts;

/// <summary>
/// Asks for a file and sends it. The browser posts it to <c>/v1/images</c> itself, with the session's cookie and antiforgery
/// token, so that gigabytes never cross the circuit; this component shows the progress and what came of it.
/// </summary>
public sealed partial class UploadImage
{
    private ElementReference _file;
    private IJSObjectReference? _module;
    private IJSObjectReference? _sending;
    private DotNetObjectReference<UploadImage>? _self;
    private Problem? _problem;
    private ImageKind _kind = ImageKind.Root;
    private string _name = string.Empty;
    private string _kernel = string.Empty;
    private string _initrd = string.Empty;
    private bool _hasGuestAgent;
    private string _note = string.Empty;
    private string _project = string.Empty;
    private long? _bytes;
    private long _sent;
    private long _total;
    private long _startedAt;

    /// <summary>The images there are: their names are taken, kernels and RAM disks can be chosen.</summary>
    [Parameter]
    [EditorRequired]
    public IReadOnlyList<ImageView> Known { get; set; } = [];

    /// <summary>The projects in which the caller may upload.</summary>
    [Parameter]
    public ImmutableArray<ProjectView> Projects { get; set; } = [];

    [CascadingParameter]
    private IMudDialogInstance Dialog { get; set; } = null!; // cascaded by MudBlazor's dialog

    [Inject]
    private IJSRuntime Js { get; set; } = null!; // injected before any use

    [Inject]
    private AntiforgeryStateProvider Antiforgery { get; set; } = null!; // injected before any use

    [Inject]
    private ISnackbar Snackbar { get; set; } = null!; // injected before any use

    private bool Sending => _sending is not null;

    private bool Taken => Known.Any(image => string.Equals(image.Name, _name.Trim(), StringComparison.OrdinalIgnoreCase));

    private double Sent => _total > 0 ? (double)_sent / _total : 0;

    // From the mean rate so far; said only once there is a second of it.
    private TimeSpan? Left => Clock.GetElapsedTime(_startedAt) is { TotalSeconds: > 1 } elapsed && _sent > 0 && _sent < _total ? elapsed * ((double)(_total - _sent) / _sent) : null;

    private string? WhyNotYet => Sending ? "It is being sent." : _bytes is null ? "Choose a file first." : _name.Trim().Length == 0 ? "Give it a name." : Taken ? "Choose another name." : null;

    /// <summary>Called by the browser, four times a second at most.</summary>
    [JSInvokable]
    public void Progress(long sent, long total)
    {
        (_sent, _total) = (sent, total);
        RenderSoon();
    }

    /// <summary>Called by the browser when the server answered, or with status 0 when it could not be reached.</summary>
    [JSInvokable]
    public async Task Ended(int status, string body)
    {
        await ForgetAsync();
        if (status is 201 or 202 or 200)
        {
            Snackbar.Add($"{_name.Trim()} is uploaded; a host takes it now.", Severity.Success);
            Dialog.Close(DialogResult.Ok(true));
            return;
        }

        _problem = Read(status, body);
        StateHasChanged();
    }

    protected override void OnInitialized() => _project = Projects.Length > 1 ? (Projects.FirstOrDefault(project => project.Id == ProjectId.Default) ?? Projects[0]).Id.ToString() : string.Empty;

    protected override async ValueTask LeavingAsync()
    {
        try
        {
            if (_sending is not null)
            {
                await _sending.InvokeVoidAsync("cancel");
                await ForgetAsync();
            }

            if (_module is not null)
            {
                await _module.DisposeAsync();
            }
        }
        catch (JSDisconnectedException)
        {
            // The tab is gone and its request with it.
        }

        _self?.Dispose();
    }

    private static Problem Read(int status, string body)
    {
        if (status == 0)
        {
            return new() { Type = "upload-broken", Title = "The connection broke before the portal had everything. Nothing was kept." };
        }

        try
        {
            return JsonSerializer.Deserialize(body, AgentJson.Default.Problem) ?? Unreadable(status);
        }
        catch (JsonException)
        {
            return Unreadable(status);
        }
    }

    private static Problem Unreadable(int status) => new() { Type = "upload-refused", Title = $"The portal or something before it answered {status}.", Status = status };

    private async Task PickedAsync()
    {
        var module = await ModuleAsync();
        var picked = await module.InvokeAsync<Picked?>("describe", _file);
        _bytes = picked?.Bytes;
        if (picked is not null && _name.Length == 0)
        {
            _name = Path.GetFileNameWithoutExtension(picked.Name);
        }
    }

    private async Task SendAsync()
    {
        _problem = null;
        (_sent, _total, _startedAt) = (0, _bytes ?? 0, Clock.GetTimestamp());
        _self ??= DotNetObjectReference.Create(this);
        var token = Antiforgery.GetAntiforgeryToken();
        var module = await ModuleAsync();
        _sending = await module.InvokeAsync<IJSObjectReference>(
            "start",
            _file,
            "/v1/images",
            new Dictionary<string, string>(StringComparer.Ordinal)
            {
                ["name"] = _name.Trim(),
                ["kind"] = JsonNamingPolicy.CamelCase.ConvertName(_kind.ToString()),
                ["kernelId"] = _kind is ImageKind.Root ? _kernel : string.Empty,
                ["initrdId"] = _kind is ImageKind.Root ? _initrd : string.Empty,
                ["hasGuestAgent"] = _kind is ImageKind.Root && _hasGuestAgent ? "true" : string.Empty,
                ["description"] = _note.Trim(),
                ["projectId"] = _project,
            },
            token is null ? new Dictionary<string, string>() : new Dictionary<string, string>(StringComparer.Ordinal) { [HttpRoom.AntiforgeryHeader] = token.Value },
            _self);
    }

    private async Task CancelAsync()
    {
        if (_sending is { } sending)
        {
            await sending.InvokeVoidAsync("cancel");
            await ForgetAsync();
            return;
        }

        Dialog.Cancel();
    }

    private async Task ForgetAsync()
    {
        if (_sending is { } sending)
        {
            _sending = null;
            await sending.DisposeAsync();
        }
    }

    private async ValueTask<IJSObjectReference> ModuleAsync() => _module ??= await Js.InvokeAsync<IJSObjectReference>("import", "./js/upload.js");

    private sealed record Picked(string Name, long Bytes);
}
