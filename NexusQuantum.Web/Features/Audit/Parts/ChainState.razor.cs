using System.Globalization;
using Microsoft.AspNetCore.Components;
using MudBlazor;
using NexusQuantum.Domain.Access;
using NexusQuantum.Domain.Errors;
using NexusQuantum.Web.Ui;
using NexusQuantum.Web.Ui.Parts;

namespace NexusQuantum.Web.Features.Audit.Parts;

/// <summary>The line about the chain: it is read when the page is opened, and whenever it was verified or kept otherwise.</summary>
public sealed partial class ChainState
{
    private const int ForEver = 0;
    private static readonly int[] Usual = [1, 3, 6, 12, 24, 36, 60, 84, 120, ForEver];
    private AuditState? _state;
    private AuditRetention? _kept;
    private Problem? _problem;

    [Inject]
    private IAuditApi Api { get; set; } = null!; // injected before any use

    [Inject]
    private IDialogService Dialogs { get; set; } = null!; // injected before any use

    private AuditBreak? Broken => _state?.Verified?.Break;

    private int Kept => _kept?.Months ?? ForEver;

    private IEnumerable<int> Choices => _kept is null ? [] : Usual.Contains(Kept) ? Usual : [Kept, .. Usual];

    private string? MayKeep => WhyNot(Permission.SettingsAdminister);

    protected override Task OnInitializedAsync() => ReadAsync();

    private static string Say(int months) => months switch
    {
        ForEver => "for ever",
        < 12 => Units.Count(months, "month", "months"),
        _ when months % 12 == 0 => Units.Count(months / 12, "year", "years"),
        _ => Units.Count(months, "month", "months"),
    };

    private async Task ReadAsync()
    {
        var caller = await CallerAsync();
        var state = await Api.StateAsync(caller, Gone);
        var kept = await Api.RetentionAsync(caller, Gone);
        _problem = (state.Error ?? kept.Error) is { } error ? Problem.From(error) : null;
        (_state, _kept) = (state.Value ?? _state, kept.Value ?? _kept);
    }

    private async Task VerifyAsync()
    {
        var verdict = await Api.VerifyAsync(await CallerAsync(), Gone);
        await ReadAsync();
        _problem = verdict.Error is { } error ? Problem.From(error) : _problem;
    }

    private async Task KeepAsync(ChangeEventArgs change)
    {
        if (!int.TryParse(change.Value as string, NumberStyles.None, CultureInfo.InvariantCulture, out var months) || months == Kept)
        {
            return;
        }

        var shorter = months != ForEver && (Kept == ForEver || months < Kept);
        if (!shorter || await ConfirmDialog.AskAsync(Dialogs, $"Keep the audit for {Say(months)} only?", $"Keep {Say(months)}", ["Older months are dropped within the hour and cannot be read again.", "Their seals stay in the chain."], keep: "Leave it"))
        {
            var kept = await Api.SetRetentionAsync(await CallerAsync(), new AuditRetentionRequest(months == ForEver ? null : months), Gone);
            (_kept, _problem) = (kept.Value ?? _kept, kept.Error is { } error ? Problem.From(error) : null);
        }
    }
}
