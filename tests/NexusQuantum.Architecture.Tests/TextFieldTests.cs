using System.Text.RegularExpressions;

namespace NexusQuantum.Architecture.Tests;

/// <summary>
/// Every text field in markup has its line in the table of the end-to-end tests that type payloads into it. They find fields only on
/// pages they open; this finds the one in a dialog that nobody thought of.
/// </summary>
public sealed partial class TextFieldTests
{
    private const string Table = "tests/NexusQuantum.EndToEnd.Tests/Payloads/PageForm.cs";

    [Fact]
    public void Every_text_field_is_typed_into_by_a_test()
    {
        var table = File.ReadAllText(Path.Combine(Repository.Root, Table));
        var fields = Repository.Files(".razor").SelectMany(file => Field().Matches(string.Join('\n', Repository.Lines(file))).Where(found => IsText(found.Value)).Select(found => (file, name: Name(found)))).ToArray();
        Assert.InRange(fields.Length, 40, 400);
        Rule.Holds(fields.Where(field => field.name is null || !table.Contains($"\"{field.name}\"", StringComparison.Ordinal)).Select(field => $"{field.file}: {field.name ?? "a field without a name"}"));
    }

    private static bool IsText(string tag) => !Kind().IsMatch(tag) || Kind().Match(tag).Groups[1].Value is "text" or "search" or "email" or "url" or "tel" or "password";

    private static string? Name(Match field)
        => Id().Match(field.Value) is { Success: true } id ? "#" + id.Groups[1].Value
            : Label().Match(field.Value) is { Success: true } label ? label.Groups[1].Value
            : field.Groups["around"] is { Success: true } around ? around.Value : null;

    [GeneratedRegex("""(?:<label>(?<around>[^<]+))?<(?:input|textarea)\b(?:"[^"]*"|[^>"])*>""")]
    private static partial Regex Field();

    [GeneratedRegex("""\btype="(\w+)["]""")]
    private static partial Regex Kind();

    [GeneratedRegex("""\bid="([^"@]+)["]""")]
    private static partial Regex Id();

    [GeneratedRegex("""\baria-label="([^"]+)["]""")]
    private static partial Regex Label();
}
