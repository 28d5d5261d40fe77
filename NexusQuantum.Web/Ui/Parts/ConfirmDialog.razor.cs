using Microsoft.AspNetCore.Components;
using MudBlazor;

namespace NexusQuantum.Web.Ui.Parts;

/// <summary>Asks before something that cannot be undone.</summary>
public sealed partial class ConfirmDialog
{
    private ElementReference _safe;
    private ElementReference _box;
    private string _typed = string.Empty;

    /// <summary>"Delete pg-replica-02?"</summary>
    [Parameter]
    [EditorRequired]
    public string Question { get; set; } = string.Empty;

    /// <summary>What it touches, measured facts only.</summary>
    [Parameter]
    public IReadOnlyList<string> Facts { get; set; } = [];

    /// <summary>"Delete machine".</summary>
    [Parameter]
    [EditorRequired]
    public string Verb { get; set; } = string.Empty;

    /// <summary>A second way to go on, null when there is one only.</summary>
    [Parameter]
    public string? Other { get; set; }

    /// <summary>"Keep it".</summary>
    [Parameter]
    public string Keep { get; set; } = "Keep it";

    /// <summary>The name to type, null when a click is enough.</summary>
    [Parameter]
    public string? Name { get; set; }

    [CascadingParameter]
    private IMudDialogInstance Dialog { get; set; } = null!; // cascaded by MudBlazor's dialog

    private bool Blocked => Name is not null && !string.Equals(_typed.Trim(), Name, StringComparison.Ordinal);

    /// <summary>Shows it and answers whether to go on.</summary>
    public static async Task<bool> AskAsync(IDialogService dialogs, string question, string verb, IReadOnlyList<string> facts, string? name = null, string keep = "Keep it")
        => await ChooseAsync(dialogs, question, verb, null, facts, name, keep) is not null;

    /// <summary>Shows it with two ways to go on: true for the first, false for the other, null for neither.</summary>
    public static async Task<bool?> ChooseAsync(IDialogService dialogs, string question, string verb, string? other, IReadOnlyList<string> facts, string? name = null, string keep = "Keep it")
    {
        var parameters = new DialogParameters<ConfirmDialog>
        {
            { dialog => dialog.Question, question },
            { dialog => dialog.Verb, verb },
            { dialog => dialog.Other, other },
            { dialog => dialog.Facts, facts },
            { dialog => dialog.Name, name },
            { dialog => dialog.Keep, keep },
        };
        var shown = await dialogs.ShowAsync<ConfirmDialog>(null, parameters, new DialogOptions { NoHeader = true, CloseOnEscapeKey = true, BackdropClick = true });
        return await shown.Result is { Canceled: false, Data: bool first } ? first : null;
    }

    protected override async Task OnAfterRenderAsync(bool firstRender)
    {
        if (firstRender)
        {
            await (Name is null ? _safe : _box).FocusAsync();
        }
    }

    private void Go(bool other)
    {
        if (!Blocked)
        {
            Dialog.Close(DialogResult.Ok(!other));
        }
    }
}
