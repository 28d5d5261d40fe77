using Markdig;
using Markdig.Extensions.AutoIdentifiers;
using Microsoft.AspNetCore.Components;

namespace NexusQuantum.Web.Features.Hosts;

/// <summary>The requirements as a page: the document that checks link to, of this release.</summary>
internal static class RequirementsText
{
    private static readonly Lazy<MarkupString> Page = new(() =>
    {
        using var text = new StreamReader(typeof(RequirementsText).Assembly.GetManifestResourceStream("requirements.md") ?? throw new InvalidOperationException("The requirements are missing from this build."));
        // Links inside the page need its path: the pages have a base address.
        var markdown = text.ReadToEnd().Replace("](#", $"]({HostPaths.Requirements}#", StringComparison.Ordinal);
        return new MarkupString(Markdown.ToHtml(markdown, new MarkdownPipelineBuilder().DisableHtml().UsePipeTables().UseAutoIdentifiers(AutoIdentifierOptions.GitHub).Build()));
    });

    /// <summary>Made once from the product's own file; nothing from outside is in it.</summary>
    public static MarkupString Html => Page.Value;
}
