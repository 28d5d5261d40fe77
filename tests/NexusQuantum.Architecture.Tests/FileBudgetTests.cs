namespace NexusQuantum.Architecture.Tests;

/// <summary>Aim for 50 lines, look twice at 200, justify 400.</summary>
public sealed class FileBudgetTests(ITestOutputHelper output)
{
    /// <summary>Files over 400 lines, each with its reason.</summary>
    private static readonly Dictionary<string, string> Justified = new(StringComparer.Ordinal)
    {
    };

    [Fact]
    public void The_median_file_has_at_most_50_lines()
    {
        var lengths = Repository.Files(".cs").Select(file => Repository.Lines(file).Length).Order().ToArray();
        Assert.InRange(lengths[lengths.Length / 2], 1, 50);
    }

    [Fact]
    public void A_file_over_400_lines_has_a_reason()
    {
        var long_ = Repository.Files(".cs", ".js", ".css", ".sh").Select(file => (file, lines: Repository.Lines(file).Length)).Where(entry => entry.lines > 200).ToArray();
        foreach (var (file, lines) in long_.OrderByDescending(entry => entry.lines))
        {
            output.WriteLine($"{lines,5}  {file}");
        }

        Rule.Holds(long_.Where(entry => entry.lines > 400 && !Justified.ContainsKey(entry.file)));
    }

    [Fact]
    public void A_reason_is_given_only_for_a_file_that_needs_it()
        => Rule.Holds(Justified.Keys.Where(file => !File.Exists(Path.Combine(Repository.Root, file)) || Repository.Lines(file).Length <= 400));

    [Fact]
    public void Markup_has_at_most_150_lines()
        => Rule.Holds(Repository.Files(".razor").Where(file => Repository.Lines(file).Length > 150));

    [Fact]
    public void Logic_beside_markup_has_at_most_250_lines()
        => Rule.Holds(Repository.Files(".razor.cs").Where(file => Repository.Lines(file).Length > 250));

    [Fact]
    public void Markup_holds_at_most_three_lines_of_code_beside_its_parameters()
        => Rule.Holds(Repository.Files(".razor").Where(file =>
        {
            var lines = Repository.Lines(file);
            var start = Array.FindIndex(lines, line => line.TrimStart().StartsWith("@code", StringComparison.Ordinal));
            return start >= 0 && lines[start..].Count(line => line.Trim() is not ("" or "{" or "}" or "@code" or "@code {")
                && !line.TrimStart().StartsWith("[Parameter", StringComparison.Ordinal)) > 3;
        }));
}
