using Microsoft.AspNetCore.Components;
using MudBlazor;
using NexusQuantum.Domain.Access;
using NexusQuantum.Web.Features.Access.OwnAccount;
using NexusQuantum.Web.Http;
using System.Net;

namespace NexusQuantum.Web.Features.Access.Pages;

/// <summary>Asks for the password or a passkey and answers a proof.</summary>
public sealed partial class ProofDialog
{
    private string _password = string.Empty;
    private string? _problem;
    private ElementReference _box;

    [Parameter]
    public bool HasPasskeys { get; set; }

    [CascadingParameter]
    private IMudDialogInstance Dialog { get; set; } = null!; // cascaded by MudBlazor's dialog

    [CascadingParameter]
    private Task<Microsoft.AspNetCore.Components.Authorization.AuthenticationState> Signed { get; set; } = null!; // cascaded around all pages

    [Inject]
    private OwnAccounts Own { get; set; } = null!; // injected before any use

    [Inject]
    private PasskeyScripts Scripts { get; set; } = null!; // injected before any use

    internal static async Task<ProofView?> AskAsync(IDialogService dialogs, bool hasPasskeys)
    {
        var parameters = new DialogParameters<ProofDialog> { { dialog => dialog.HasPasskeys, hasPasskeys } };
        var shown = await dialogs.ShowAsync<ProofDialog>(null, parameters, new DialogOptions { NoHeader = true, CloseOnEscapeKey = true, BackdropClick = false });
        return await shown.Result is { Canceled: false, Data: ProofView proof } ? proof : null;
    }

    protected override async Task OnAfterRenderAsync(bool firstRender)
    {
        if (firstRender)
        {
            await _box.FocusAsync();
        }
    }

    private async Task ByPasswordAsync()
    {
        if (_password.Length == 0)
        {
            return;
        }

        Caller caller = (await Signed).User.ToCaller();
        _ = IPAddress.TryParse(caller.Origin.Address, out var source);
        var proof = await Own.ProveAsync(caller, _password, source, CancellationToken.None);
        _password = string.Empty;
        Close(proof.Value, proof.Error?.Message);
    }

    private async Task ByPasskeyAsync()
    {
        var (proof, problem) = await Scripts.ProveAsync();
        Close(proof, problem);
    }

    private void Close(ProofView? proof, string? problem)
    {
        _problem = problem;
        if (proof is not null)
        {
            Dialog.Close(DialogResult.Ok(proof));
        }
    }
}
