using System.Globalization;
using System.Text;
using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Rendering;
using QRCoder;

namespace NexusQuantum.Web.Features.Access.Pages;

/// <summary>A QR code as SVG, dark on light in either theme: cameras want it so.</summary>
public sealed class QrImage : ComponentBase
{
    /// <summary>What it says.</summary>
    [Parameter]
    [EditorRequired]
    public string Text { get; set; } = string.Empty;

    /// <summary>What it is, for those who cannot see it.</summary>
    [Parameter]
    [EditorRequired]
    public string Label { get; set; } = string.Empty;

    protected override void BuildRenderTree(RenderTreeBuilder builder)
    {
        // The matrix brings its quiet zone of four modules along.
        using var generator = new QRCodeGenerator();
        using var code = generator.CreateQrCode(Text, QRCodeGenerator.ECCLevel.M);
        var size = code.ModuleMatrix.Count;
        builder.OpenElement(0, "svg");
        builder.AddAttribute(1, "class", "qr");
        builder.AddAttribute(2, "viewBox", string.Create(CultureInfo.InvariantCulture, $"0 0 {size} {size}"));
        builder.AddAttribute(3, "role", "img");
        builder.AddAttribute(4, "aria-label", Label);
        builder.AddAttribute(5, "shape-rendering", "crispEdges");
        builder.OpenElement(6, "path");
        builder.AddAttribute(7, "d", Squares(code));
        builder.CloseElement();
        builder.CloseElement();
    }

    private static string Squares(QRCodeData code)
    {
        var path = new StringBuilder();
        for (var y = 0; y < code.ModuleMatrix.Count; y++)
        {
            var row = code.ModuleMatrix[y];
            for (var x = 0; x < row.Count; x++)
            {
                var from = x;
                while (x < row.Count && row[x])
                {
                    x++;
                }

                if (x > from)
                {
                    path.Append(CultureInfo.InvariantCulture, $"M{from} {y}h{x - from}v1h-{x - from}z");
                }
            }
        }

        return path.ToString();
    }
}
