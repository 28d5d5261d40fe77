using NexusQuantum.Domain.Preflight;
using NexusQuantum.Domain.Preflight.Reports;

namespace NexusQuantum.Agent.Preflight;

/// <summary>What <c>nexus-agent check</c> was asked.</summary>
internal sealed record CheckArguments
{
    /// <summary>Null for the table for people.</summary>
    public ReportFormat? Format { get; private init; }

    /// <summary>Only these sections; empty for all.</summary>
    public IReadOnlyList<string> Sections { get; private init; } = [];

    /// <summary>Whether a warning also makes the command fail.</summary>
    public bool FailOnWarn { get; private init; }

    /// <summary>Whether disks are measured, which writes a file of a bounded size for a few seconds.</summary>
    public bool MeasureStorage { get; private init; } = true;

    /// <summary>Hosts to log in to by key.</summary>
    public IReadOnlyList<string> SshHosts { get; private init; } = [];

    /// <summary>Whether what can be mended is mended.</summary>
    public bool Fix { get; private init; }

    /// <summary>Whether what was mended is taken back; nothing is checked then.</summary>
    public bool Unfix { get; private init; }

    /// <summary>Whether that is done without asking.</summary>
    public bool Yes { get; private init; }

    /// <summary>The arguments, or the mistake as a sentence.</summary>
    public static (CheckArguments? Arguments, string? Mistake) Read(IReadOnlyList<string> words)
    {
        var read = new CheckArguments();
        for (var at = 0; at < words.Count; at++)
        {
            var value = at + 1 < words.Count ? words[at + 1] : null;
            (read, var mistake, var used) = words[at] switch
            {
                "--no-storage" => (read with { MeasureStorage = false }, null, 0),
                "--fix" => (read with { Fix = true }, null, 0),
                "--unfix" => (read with { Unfix = true }, null, 0),
                "--yes" => (read with { Yes = true }, null, 0),
                "--format" => (read with { Format = ReportText.FormatOf(value) }, value is "table" || ReportText.FormatOf(value) is not null ? null : "--format is table, json, junit, html or markdown.", 1),
                "--section" => (read with { Sections = [.. read.Sections, value ?? ""] }, CheckSection.OfHost.All(section => section.Id != value) ? $"--section is one of {string.Join(", ", CheckSection.OfHost.Select(section => section.Id))}." : null, 1),
                "--fail-on" => (read with { FailOnWarn = value == "warn" }, value is "warn" or "fail" ? null : "--fail-on is fail or warn.", 1),
                "--ssh" => (read with { SshHosts = [.. read.SshHosts, value ?? ""] }, IsHost(value) ? null : "--ssh is the name or address of a host, as in user@host.", 1),
                var other => (read, $"check does not know '{other}'.", 0),
            };
            if (mistake is not null)
            {
                return (null, mistake);
            }

            at += used;
        }

        return Clash(read) is { } clash ? (null, clash) : (read, null);
    }

    private static string? Clash(CheckArguments read)
        => read is { Fix: true, Unfix: true } ? "--fix and --unfix are not for one run."
            : read.Yes && !read.Fix && !read.Unfix ? "--yes answers what --fix and --unfix ask."
            : read is { Fix: true, Format: not null } ? "--fix speaks to people: it has no --format. Run check again for that."
            : null;

    /// <summary>It becomes an argument of ssh: nothing in it may look like an option.</summary>
    private static bool IsHost(string? text)
        => text is { Length: > 0 and <= 255 } && text[0] != '-' && text.All(letter => char.IsAsciiLetterOrDigit(letter) || letter is '.' or '-' or '_' or '@' or ':');
}
