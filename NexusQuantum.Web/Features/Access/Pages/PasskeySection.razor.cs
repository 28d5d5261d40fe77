using Microsoft.AspNetCore.Components;
using MudBlazor;
using NexusQuantum.Web.Features.Access.OwnAccount;
using NexusQuantum.Web.Features.Access.Passkeys;
using NexusQuantum.Web.Ui.Parts;

namespace NexusQuantum.Web.Features.Access.Pages;

/// <summary>The passkeys of a person: add, rename, delete.</summary>
public sealed partial class PasskeySection
{
    private string _newName = string.Empty;
    private string _name = string.Empty;
    private Guid? _renaming;
    private string? _why = "Asking the browser…";
    private string? _problem;

    [Parameter]
    [EditorRequired]
    public SecurityView View { get; set; } = null!; // set by the page

    /// <summary>Answers a proof of who sits there; null when they would not.</summary>
    [Parameter]
    [EditorRequired]
    public Func<Task<string?>> Prove { get; set; } = null!; // set by the page

    [Parameter]
    public EventCallback Changed { get; set; }

    [Inject]
    private OwnSecondFactors Own { get; set; } = null!; // injected before any use

    [Inject]
    private PasskeyScripts Scripts { get; set; } = null!; // injected before any use

    [Inject]
    private IDialogService Dialogs { get; set; } = null!; // injected before any use

    private string? Blocked => _why ?? (string.IsNullOrWhiteSpace(_newName) ? "Name it first, so that you know it later." : null);

    protected override async Task OnAfterRenderAsync(bool firstRender)
    {
        if (firstRender)
        {
            _why = await Scripts.ProbeAsync();
            StateHasChanged();
        }
    }

    private async Task AddAsync()
    {
        if (Blocked is null && await Prove() is { } proof)
        {
            _problem = await Scripts.AddAsync(_newName.Trim(), proof);
            _newName = _problem is null ? string.Empty : _newName;
            await Changed.InvokeAsync();
        }
    }

    private void BeginRename(PasskeyView passkey) => (_renaming, _name, _problem) = (passkey.Id, passkey.Name, null);

    private async Task RenameAsync(PasskeyView passkey)
    {
        var renamed = await Own.RenamePasskeyAsync(await CallerAsync(), passkey.Id, _name, Gone);
        _problem = renamed.Error?.Message;
        _renaming = renamed.Ok ? null : _renaming;
        await Changed.InvokeAsync();
    }

    private async Task DeleteAsync(PasskeyView passkey)
    {
        if (await ConfirmDialog.AskAsync(Dialogs, $"Delete {passkey.Name}?", "Delete passkey", ["It opens nothing here from then on; your other sessions end.", "The device keeps its half until you remove it there."])
            && await Prove() is { } proof)
        {
            _problem = (await Own.DeletePasskeyAsync(await CallerAsync(), proof, passkey.Id, Gone)).Error is { } error ? $"{error.Message} {error.Fix}" : null;
            await Changed.InvokeAsync();
        }
    }
}
