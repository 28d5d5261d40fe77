using Microsoft.AspNetCore.Components;
using MudBlazor;
using NexusQuantum.Domain.Errors;
using NexusQuantum.Web.Ui.Parts;

namespace NexusQuantum.Web.Features.Hosts.Parts;

/// <summary>A host's certificate.</summary>
public sealed partial class HostIdentity
{
    private Problem? _problem;
    private bool _done;

    [Parameter]
    [EditorRequired]
    public HostView Host { get; set; } = null!; // required by the editor

    [Inject]
    private IHostApi Api { get; set; } = null!; // injected before any use

    [Inject]
    private IDialogService Dialogs { get; set; } = null!; // injected before any use

    private string? WhyNotRotate => Host.Reachable ? null : "It does not answer: a new key is made on the host. Where it lost its key, choose Re-join.";

    private async Task AskAsync()
    {
        if (await ConfirmDialog.AskAsync(Dialogs, $"Rotate the certificate of {Host.Name}?", "Rotate certificate", ["Its agent makes a new key, the portal a new certificate for it. The old one is refused from then on. Machines, consoles and shells are not touched."], keep: "Keep the old one"))
        {
            await RotateAsync();
        }
    }

    private async Task RotateAsync()
    {
        (_problem, _done) = (null, false);
        var rotated = await Api.RotateCertificateAsync(await CallerAsync(), Host.Id, Gone);
        (_problem, _done) = (rotated.Error is { } error ? Problem.From(error) : null, rotated.Ok);
    }

    private Task RejoinAsync()
        => Dialogs.ShowAsync<RejoinHost>(null, new DialogParameters<RejoinHost> { { dialog => dialog.Host, Host } }, new DialogOptions { NoHeader = true, CloseOnEscapeKey = true, BackdropClick = false });
}
