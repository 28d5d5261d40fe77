using System.Globalization;

namespace NexusQuantum.EndToEnd.Tests.Payloads;

/// <summary>One text that would do something if it were not taken as text.</summary>
/// <param name="Name">By which a failure names it.</param>
/// <param name="Text">What is put into a field or written by a guest.</param>
internal sealed record Payload(string Name, string Text)
{
    /// <summary>What each script calls: it is heard in whatever frame or window it runs.</summary>
    public const string Bell = "nexusRan";

    /// <summary>A path that no page asks for by itself.</summary>
    public const string Path = "/nexus-ran";

    /// <summary>An attribute of each element that a payload would make.</summary>
    public const string Mark = "data-nexus-payload";

    public override string ToString() => Name;

    /// <summary>Reads a line <c>name | text</c>: RUN rings the bell with the payload's number, MARK is the attribute, PATH the path.</summary>
    public static Payload Of(string line, int number)
    {
        var at = line.IndexOf(" | ", StringComparison.Ordinal);
        return new Payload(line[..at].Trim(), line[(at + 3)..]
            .Replace("RUN", string.Create(CultureInfo.InvariantCulture, $"{Bell}({number})"), StringComparison.Ordinal)
            .Replace("MARK", Mark, StringComparison.Ordinal)
            .Replace("PATH", Path, StringComparison.Ordinal));
    }
}
