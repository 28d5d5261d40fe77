using System.Text.RegularExpressions;
using NexusQuantum.Architecture.Tests.Il;

namespace NexusQuantum.Architecture.Tests;

/// <summary>Words that say work was left undone, and names that say nothing.</summary>
public sealed partial class WordTests
{
    private static readonly string[] EmptyNames = ["Manager", "Helper", "Helpers", "Util", "Utils", "Utility", "Common", "Base", "Impl"];

    [Fact]
    public void No_product_file_promises_work_instead_of_doing_it()
        => Rule.Holds(Repository.Files(".cs", ".razor", ".css", ".js", ".sh", ".html", ".csproj", ".json")
            .Where(file => !file.EndsWith("package-lock.json", StringComparison.Ordinal))
            .SelectMany(file => Repository.Lines(file).Select((line, index) => (where: $"{file}:{index + 1}", line)))
            .Where(entry => Undone().IsMatch(entry.line)).Select(entry => entry.where));

    [Fact]
    public void No_type_has_an_empty_name()
        => Rule.Holds(new[] { AssemblyScan.Domain, AssemblyScan.Agent, AssemblyScan.Guest, AssemblyScan.Web }.SelectMany(scan => scan.Types)
            .Where(type => EmptyNames.Any(word => type.Name.EndsWith(word, StringComparison.Ordinal))).Select(type => type.FullName));

    [Fact]
    public void A_class_nobody_inherits_is_sealed()
    {
        var types = new[] { AssemblyScan.Domain, AssemblyScan.Agent, AssemblyScan.Guest, AssemblyScan.Web }.SelectMany(scan => scan.Types).ToArray();
        var parents = types.Select(type => type.Base).Append("NexusQuantum.Domain.Errors.Error").ToHashSet(StringComparer.Ordinal);
        Rule.Holds(types.Where(type => type is { IsInterface: false, IsSealed: false, IsAbstract: false } && !parents.Contains(type.FullName)
            && !IsMadeByATool(type)).Select(type => type.FullName));
    }

    /// <summary>Razor writes its classes unsealed, and EF its migrations.</summary>
    private static bool IsMadeByATool(TypeFacts type)
        => type.Namespace.EndsWith(".Migrations", StringComparison.Ordinal) || type.Uses.Contains("Microsoft.AspNetCore.Components.Rendering.RenderTreeBuilder")
            || type.Name == "_Imports";

    [GeneratedRegex("TODO|FIXME|NotImplemented|[Ll]orem")]
    private static partial Regex Undone();
}
