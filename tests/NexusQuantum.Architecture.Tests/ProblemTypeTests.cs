using System.Text.RegularExpressions;

namespace NexusQuantum.Architecture.Tests;

/// <summary>Programs act on a problem's type: each is listed in the API's description, and none disappears unseen.</summary>
public sealed partial class ProblemTypeTests
{
    [Fact]
    public void Every_type_of_problem_the_portal_answers_is_listed()
    {
        var listed = Words(File.ReadAllText(Path.Combine(Repository.Root, "NexusQuantum.Web/Http/ProblemTypes.cs")), Listed()).ToHashSet(StringComparer.Ordinal);
        var answered = new[] { "NexusQuantum.Web", "NexusQuantum.Domain" }
            .SelectMany(project => Directory.EnumerateFiles(Path.Combine(Repository.Root, project), "*.cs", SearchOption.AllDirectories))
            .Where(file => !Built().IsMatch(file))
            .SelectMany(file => Words(File.ReadAllText(file), Answered())).ToHashSet(StringComparer.Ordinal);
        Assert.True(listed.SetEquals(answered), $"Http/ProblemTypes.cs lacks '{string.Join(' ', answered.Except(listed))}' and has too much '{string.Join(' ', listed.Except(answered))}'.");
    }

    private static IEnumerable<string> Words(string text, Regex pattern) => pattern.Matches(text).Select(match => match.Groups.Values.Last(group => group.Success).Value);

    [GeneratedRegex("ErrorKind\\.\\w+,\\s*\"([a-z-]+)\"|const string \\w+Type = \"([a-z-]+)\"|Refused\\(\"([a-z-]+)\"")]
    private static partial Regex Answered();

    [GeneratedRegex("\"([a-z-]+)\",")]
    private static partial Regex Listed();

    [GeneratedRegex("/(obj|bin|Ui|Parts|Migrations)/")]
    private static partial Regex Built();
}
