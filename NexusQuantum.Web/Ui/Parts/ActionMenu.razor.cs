using System.Collections.Immutable;
using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Web;

namespace NexusQuantum.Web.Ui.Parts;

/// <summary>Actions behind one button.</summary>
public sealed partial class ActionMenu
{
    private bool _open;
    private ElementReference _opener;

    /// <summary>What the button says to those who cannot see it.</summary>
    [Parameter]
    [EditorRequired]
    public string Label { get; set; } = string.Empty;

    [Parameter]
    [EditorRequired]
    public string IconOf { get; set; } = string.Empty;

    [Parameter]
    [EditorRequired]
    public ImmutableArray<MenuAction> Items { get; set; } = [];

    [Parameter]
    public string? Class { get; set; } = "btn-icon";

    private async Task ChooseAsync(MenuAction item)
    {
        if (item.WhyNot is null)
        {
            _open = false;
            await item.Do();
        }
    }

    private async Task KeyAsync(KeyboardEventArgs key)
    {
        if (key.Key == "Escape" && _open)
        {
            _open = false;
            await _opener.FocusAsync();
        }
    }
}

/// <summary>An action of a menu.</summary>
/// <param name="Word">A verb.</param>
/// <param name="IconOf">SVG of its icon.</param>
/// <param name="Do">What it does.</param>
public sealed record MenuAction(string Word, string IconOf, Func<Task> Do)
{
    /// <summary>Why it cannot be done now; null when it can.</summary>
    public string? WhyNot { get; init; }

    /// <summary>A second line.</summary>
    public string? Hint { get; init; }

    /// <summary>Whether it takes something away for good.</summary>
    public bool Danger { get; init; }
}
