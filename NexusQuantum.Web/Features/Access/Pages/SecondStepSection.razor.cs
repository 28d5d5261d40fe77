using System.Collections.Immutable;
using Microsoft.AspNetCore.Components;
using MudBlazor;
using NexusQuantum.Domain.Errors;
using NexusQuantum.Web.Features.Access.OwnAccount;
using NexusQuantum.Web.Features.Access.SecondFactor;
using NexusQuantum.Web.Ui.Parts;

namespace NexusQuantum.Web.Features.Access.Pages;

/// <summary>What a person is asked after the password: the app, recovery codes, and whether at all.</summary>
public sealed partial class SecondStepSection
{
    private AuthenticatorOffer? _offer;
    private string _code = string.Empty;
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

    /// <summary>Takes recovery codes that were made.</summary>
    [Parameter]
    public EventCallback<ImmutableArray<string>> Codes { get; set; }

    [Inject]
    private OwnSecondFactors Own { get; set; } = null!; // injected before any use

    [Inject]
    private IDialogService Dialogs { get; set; } = null!; // injected before any use

    private bool HasAny => View.AuthenticatorSince is not null || View.Passkeys.Count > 0;

    private bool Asks => View.SecondStep || (View.SecondStepRequired && HasAny);

    private string Told => (View.SecondStepRequired ? "Your role needs it. " : "")
        + (Asks ? "After the password you show a code or a passkey." : "The password alone opens your account.");

    private async Task AskAsync(bool asked)
    {
        if (await Prove() is { } proof)
        {
            await ShowAsync(await Own.SetSecondStepAsync(await CallerAsync(), proof, asked, Gone));
        }
    }

    private async Task OfferAsync()
    {
        if (await Prove() is { } proof)
        {
            var offer = await Own.OfferAppAsync(await CallerAsync(), proof);
            (_offer, _code, _problem) = (offer.Value, string.Empty, Words(offer.Error));
        }
    }

    private async Task ConfirmAsync()
    {
        if (_offer is { } offer && _code.Length > 0 && await Prove() is { } proof)
        {
            var codes = await Own.ConfirmAppAsync(await CallerAsync(), proof, offer.Ticket, _code, Gone);
            _code = string.Empty;
            _offer = codes.Ok || codes.Error.Type == SecondFactorErrors.OfferGone().Type ? null : _offer;
            await ShowAsync(codes);
        }
    }

    private async Task RemoveAsync()
    {
        if (await ConfirmDialog.AskAsync(Dialogs, "Remove the authenticator app?", "Remove app", ["Its codes are refused from then on; your other sessions end."]) && await Prove() is { } proof)
        {
            _problem = Words((await Own.RemoveAppAsync(await CallerAsync(), proof, Gone)).Error);
            await Changed.InvokeAsync();
        }
    }

    private async Task NewCodesAsync()
    {
        if ((View.RecoveryCodesLeft == 0 || await ConfirmDialog.AskAsync(Dialogs, "Make new recovery codes?", "Make new codes", ["The old ones are worthless from then on."])) && await Prove() is { } proof)
        {
            await ShowAsync(await Own.NewCodesAsync(await CallerAsync(), proof, Gone));
        }
    }

    private async Task ShowAsync(Result<ImmutableArray<string>> codes)
    {
        _problem = Words(codes.Error);
        if (codes is { Ok: true, Value.Length: > 0 })
        {
            await Codes.InvokeAsync(codes.Value);
        }
        else
        {
            await Changed.InvokeAsync();
        }
    }

    private static string? Words(Error? error) => error is null ? null : $"{error.Message} {error.Fix}".Trim();
}
