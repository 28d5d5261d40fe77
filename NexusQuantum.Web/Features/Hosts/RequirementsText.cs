using Markdig;
using Markdig.Extensions.AutoIdentifiers;
using Microsoft.AspNetCore.Components;
using NexusQuantum.Web.Preflight;

namespace NexusQuantum.Web.Features.Hosts;

/// <summary>The requirements as a page: the document that checks link to, of this release.</summary>
internal static class RequirementsText
{
    private static readonly Lazy<MarkupString> Page = new(() =>
    {
        using var text = new StreamReader(typeof(RequirementsText).Assembly.GetManifestResourceStream("requirements.md") ?? throw new InvalidOperationException("The requirements are missing from this build."));
        // Links inside the page need its path: the pages have a base address.
        var markdown = text.ReadToEnd().Replace("](#", $"]({PreflightPaths.Requirements}#", StringComparison.Ordinal);
        var html = Markdown.ToHtml(markdown, new MarkdownPipelineBuilder().DisableHtml().UsePipeTables().UseAutoIdentifiers(AutoIdentifierOptions.GitHub).Build());
        // What is wider than the page scrolls by itself, by keyboard too.
        return new MarkupString(html
            .Replace("<pre>", "<pre tabindex=\"0\">", StringComparison.Ordinal)
            .Replace("<table>", "<div class=\"wide\" tabindex=\"0\"><table>", StringComparison.Ordinal)
            .Replace("</table>", "</table></div>", StringComparison.Ordinal));
    });

    /// <summary>Made once from the product's own file; nothing from outside is in it.</summary>
    public static MarkupString Html => Page.Value;
}
