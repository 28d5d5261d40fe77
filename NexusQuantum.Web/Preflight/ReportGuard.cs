using System.Collections.Immutable;
using NexusQuantum.Domain.Preflight;

namespace NexusQuantum.Web.Preflight;

/// <summary>
/// A host's report is its own word: it is shown to administrators, who copy commands from it. What is kept of it is bounded, has each
/// check once, and holds no control characters, so that nothing runs that is not seen.
/// </summary>
internal static class ReportGuard
{
    /// <summary>Checks of one report; the agent of this release has a third of them.</summary>
    public const int MaxChecks = 250;

    /// <summary>Letters of one sentence or command.</summary>
    public const int MaxText = 1000;

    private const int MaxCommands = 20;

    public static PreflightReport Clean(PreflightReport report) => report with
    {
        HostName = Line(report.HostName),
        Version = Line(report.Version),
        Results = [.. report.Results.Where(Whole).DistinctBy(result => result.Info.Id, StringComparer.Ordinal).Take(MaxChecks).Select(Clean)],
    };

    // The reader makes a record of what is missing too.
    private static bool Whole(CheckResult result)
        => result is { Info: { Title: not null, Needed: not null }, Outcome.Message: not null } && IsWord(result.Info.Id, WaiverRow.MaxCheckId) && IsWord(result.Info.Section, WaiverRow.MaxCheckId);

    private static bool IsWord(string? text, int most) => text is { Length: > 0 } && text.Length <= most && text.All(letter => char.IsAsciiLetterOrDigit(letter) || letter == '-');

    private static CheckResult Clean(CheckResult result) => result with
    {
        Info = result.Info with { Title = Line(result.Info.Title), Needed = Line(result.Info.Needed) },
        Outcome = result.Outcome with
        {
            Measured = result.Outcome.Measured is { } measured ? Line(measured) : null,
            Message = Line(result.Outcome.Message),
            Fix = result.Outcome.Fix is { Text: not null } fix ? fix with { Text = Line(fix.Text), Debian = Commands(fix.Debian), RedHat = Commands(fix.RedHat) } : null,
        },
    };

    private static ImmutableArray<string> Commands(ImmutableArray<string> commands) => [.. commands.Where(command => command is not null).Take(MaxCommands).Select(Line)];

    private static string Line(string? text)
        => string.Create(Math.Min(text?.Length ?? 0, MaxText), text ?? "", static (line, whole) =>
        {
            for (var i = 0; i < line.Length; i++)
            {
                line[i] = IsPlain(whole[i]) ? whole[i] : ' ';
            }
        });

    // Neither control characters, nor those that turn the direction of what follows.
    private static bool IsPlain(char letter) => !char.IsControl(letter) && letter is not ((>= '\u200e' and <= '\u200f') or (>= '\u2028' and <= '\u202e') or (>= '\u2066' and <= '\u2069'));
}
