using System.Collections.Immutable;
using Microsoft.AspNetCore.Components;
using MudBlazor;
using NexusQuantum.Domain.Errors;
using NexusQuantum.Web.Features.Access.OwnAccount;
using NexusQuantum.Web.Ui;

namespace NexusQuantum.Web.Features.Access.Pages;

/// <summary>A person's own ways to sign in. The proof of who sits there is asked once and held by this circuit while it is good.</summary>
public sealed partial class AccountPage
{
    internal const string Path = "/account";

    private SecurityView? _view;
    private ProofView? _proof;
    private Problem? _problem;
    private ImmutableArray<string> _codes;
    private bool _copied;

    [Inject]
    private OwnSecondFactors Own { get; set; } = null!; // injected before any use

    [Inject]
    private IDialogService Dialogs { get; set; } = null!; // injected before any use

    [Inject]
    private Browser Browser { get; set; } = null!; // injected before any use

    protected override Task OnInitializedAsync() => ReadAsync();

    private async Task ReadAsync()
    {
        var view = await Own.ReadAsync(await CallerAsync(), Gone);
        _problem = view.Error is { } error ? Problem.From(error) : null;
        _view = view.Value ?? _view;
    }

    /// <summary>A proof that is good for a while yet, asked for when there is none; null when the person would not.</summary>
    private async Task<string?> ProveAsync()
    {
        if (_proof is null || _proof.ExpiresAt - Now < TimeSpan.FromSeconds(20))
        {
            _proof = await ProofDialog.AskAsync(Dialogs, hasPasskeys: _view?.Passkeys.Count > 0);
        }

        return _proof?.Proof;
    }

    private async Task ShowCodes(ImmutableArray<string> codes)
    {
        (_codes, _copied) = (codes, false);
        await ReadAsync();
    }

    private async Task CopyCodesAsync() => _copied = await Browser.CopyAsync(string.Join('\n', _codes));

    private void ForgetCodes() => _codes = default;
}
