using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Rendering;

namespace NexusQuantum.Web.Ui.Parts;

/// <summary>One of MudBlazor's Material icons as a bare SVG: half the markup of MudIcon, sized by the page's own classes.</summary>
public sealed class Icon : ComponentBase
{
    /// <summary>SVG content, a constant of <c>MudBlazor.Icons</c>; never text from outside.</summary>
    [Parameter]
    [EditorRequired]
    public string Of { get; set; } = string.Empty;

    /// <summary>What it says to those who cannot see it; null when words stand beside it.</summary>
    [Parameter]
    public string? Label { get; set; }

    [Parameter]
    public bool Large { get; set; }

    /// <summary>Turns while something runs.</summary>
    [Parameter]
    public bool Turns { get; set; }

    [Parameter]
    public string? Class { get; set; }

    protected override void BuildRenderTree(RenderTreeBuilder builder)
    {
        builder.OpenElement(0, "svg");
        builder.AddAttribute(1, "class", string.Join(' ', ((string?[])["i", Large ? "i-lg" : null, Turns ? "turn" : null, Class]).Where(part => part is not null)));
        builder.AddAttribute(2, "viewBox", "0 0 24 24");
        if (Label is null)
        {
            builder.AddAttribute(3, "aria-hidden", "true");
        }
        else
        {
            builder.AddAttribute(4, "role", "img");
            builder.AddAttribute(5, "aria-label", Label);
        }

        builder.AddMarkupContent(6, Of);
        builder.CloseElement();
    }
}
