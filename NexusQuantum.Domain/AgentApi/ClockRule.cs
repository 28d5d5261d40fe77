using System.Diagnostics.CodeAnalysis;
using System.Globalization;

namespace NexusQuantum.Domain.AgentApi;

/// <summary>How far the clocks of portal and agent may be apart, and how each tells the other its own.</summary>
public static class ClockRule
{
    /// <summary>Certificates are dated back by so much: a clock further behind finds a new one not valid yet.</summary>
    public static readonly TimeSpan Tolerance = TimeSpan.FromHours(1);

    /// <summary>Whether two clocks, read at the same moment, can work together.</summary>
    public static bool Bears(DateTimeOffset one, DateTimeOffset other) => (one - other).Duration() <= Tolerance;

    /// <summary>A reading as the header <c>Date</c> (RFC 9110, 5.6.7).</summary>
    [SuppressMessage("Globalization", "CA1305", Justification = "The format r is the same in every culture.")]
    public static string Write(DateTimeOffset at) => at.ToString("r");

    /// <summary>Reads the header; null without one, or when it cannot be read.</summary>
    public static DateTimeOffset? Read(string? header)
        => DateTimeOffset.TryParseExact(header, "r", CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var at) ? at : null;

    /// <summary>"3 h 20 min behind".</summary>
    public static string Apart(DateTimeOffset host, DateTimeOffset portal)
    {
        var span = (host - portal).Duration();
        var length = span switch
        {
            { TotalDays: >= 2 } => string.Create(CultureInfo.InvariantCulture, $"{span.TotalDays:0} days"),
            { TotalHours: >= 1 } => string.Create(CultureInfo.InvariantCulture, $"{(int)span.TotalHours} h {span.Minutes} min"),
            _ => string.Create(CultureInfo.InvariantCulture, $"{(int)span.TotalMinutes} min {span.Seconds} s"),
        };
        return $"{length} {(host < portal ? "behind" : "ahead")}";
    }
}
