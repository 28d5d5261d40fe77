namespace NexusQuantum.Architecture.Tests;

/// <summary>The top level of the house is fixed.</summary>
public sealed class LayoutTests
{
    private static readonly string[] Folders = ["NexusQuantum.Web", "NexusQuantum.Agent", "NexusQuantum.Domain", "tests", "wwwroot-assets", "deploy"];

    [Fact]
    public void The_top_level_holds_the_house_and_nothing_else()
        => Rule.Holds(Directory.GetDirectories(Repository.Root).Select(folder => Path.GetFileName(folder)!) // a child of the root has a name
            .Where(name => !name.StartsWith('.') && name is not ("artifacts" or "TestResults") && !Folders.Contains(name, StringComparer.Ordinal)));

    [Fact]
    public void Every_decision_has_a_title_and_its_reasons()
        => Assert.All(Directory.GetFiles(Path.Combine(Repository.Root, "tests/NexusQuantum.Architecture.Tests/Decisions"), "*.md"), file =>
        {
            var text = File.ReadAllText(file);
            Assert.StartsWith("# ", text, StringComparison.Ordinal);
            Assert.Contains("## Why", text, StringComparison.Ordinal);
            Assert.InRange(text.Split('\n').Count(line => line.Length > 0 && line[0] != '|'), 5, 60); // a table is looked up, not read
        });
}
