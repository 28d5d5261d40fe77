using NexusQuantum.Domain.Preflight;

namespace NexusQuantum.Architecture.Tests;

/// <summary>The requirements guide and the sections of the checks that link to it.</summary>
public sealed class RequirementTests
{
    private static readonly string[] Headings = [.. File.ReadLines(Path.Combine(Repository.Root, "deploy/install/requirements.md")).Where(line => line.StartsWith('#')).Select(Anchor)];

    [Fact]
    public void Every_section_of_the_checks_is_a_heading_of_the_guide()
        => Assert.All(CheckSection.All, section => Assert.Contains(section.Anchor, Headings));

    /// <summary>As forges make them: lower case, blanks to dashes, without punctuation.</summary>
    private static string Anchor(string line)
        => new([.. line.TrimStart('#').Trim().ToLowerInvariant().Where(letter => char.IsLetterOrDigit(letter) || letter is ' ' or '-').Select(letter => letter == ' ' ? '-' : letter)]);
}
