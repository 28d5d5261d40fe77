using System.Globalization;
using System.Text;
using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Rendering;

namespace NexusQuantum.Web.Ui.Parts;

/// <summary>
/// The newest samples as bars, oldest left, on a fixed scale of 0 to 1 so that rows can be compared. The last bar is full, and
/// amber when it warns. A missing sample is a missing bar. Bars are two paths, not an element each: a list has thousands of them.
/// </summary>
public sealed class Spark : ComponentBase
{
    private const int Step = 4;

    /// <summary>Shares of the whole, oldest first; null is a gap.</summary>
    [Parameter]
    [EditorRequired]
    public IReadOnlyList<double?> Values { get; set; } = [];

    /// <summary>How many bars fit.</summary>
    [Parameter]
    public int Bars { get; set; } = 24;

    [Parameter]
    public int Height { get; set; } = 20;

    /// <summary>Turns the last bar amber from <see cref="Quanta.WarnsFrom"/> on.</summary>
    [Parameter]
    public bool Warns { get; set; } = true;

    protected override void BuildRenderTree(RenderTreeBuilder builder)
    {
        var width = Bars * Step;
        builder.OpenElement(0, "svg");
        builder.AddAttribute(1, "class", "spark");
        builder.AddAttribute(2, "viewBox", string.Create(CultureInfo.InvariantCulture, $"0 0 {width} {Height}"));
        builder.AddAttribute(3, "preserveAspectRatio", "none");
        builder.AddAttribute(4, "aria-hidden", "true");
        var skip = Math.Max(0, Values.Count - Bars);
        var shown = Values.Count - skip;
        if (shown > 0)
        {
            var path = new StringBuilder();
            for (var k = 0; k < shown - 1; k++)
            {
                Append(path, Bars - shown + k, Values[skip + k]);
            }

            builder.OpenElement(5, "path");
            builder.AddAttribute(6, "d", path.ToString());
            builder.CloseElement();
            var last = new StringBuilder();
            Append(last, Bars - 1, Values[^1]);
            builder.OpenElement(7, "path");
            builder.AddAttribute(8, "class", Warns && Values[^1] >= Quanta.WarnsFrom ? "high" : "now");
            builder.AddAttribute(9, "d", last.ToString());
            builder.CloseElement();
        }

        builder.CloseElement();
    }

    private void Append(StringBuilder path, int bar, double? value)
    {
        if (value is { } share)
        {
            // One pixel at least: measured and idle is not the same as not measured.
            var height = Math.Max(1, (int)Math.Round(Math.Clamp(share, 0, 1) * Height));
            path.Append(CultureInfo.InvariantCulture, $"M{bar * Step} {Height}h{Step - 1}v-{height}h-{Step - 1}z");
        }
    }
}
