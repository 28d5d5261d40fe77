namespace NexusQuantum.Domain.Errors;

/// <summary>
/// The wire form of an <see cref="Error"/>: RFC 9457 <c>application/problem+json</c> with our member <c>fix</c>.
/// Also how an operation and a VM report carry what went wrong.
/// </summary>
public sealed record Problem
{
    /// <summary>Stable word, see <see cref="Error.Type"/>.</summary>
    public required string Type { get; init; }

    /// <summary>What happened and why, for people.</summary>
    public required string Title { get; init; }

    /// <summary>HTTP status, 0 inside reports and operations.</summary>
    public int Status { get; init; }

    /// <summary>Further evidence (the last lines of a log, measured values), already made safe to show.</summary>
    public string? Detail { get; init; }

    /// <summary>What to do about it.</summary>
    public string? Fix { get; init; }

    /// <summary>Mistakes by field name.</summary>
    public IReadOnlyDictionary<string, string[]>? Errors { get; init; }

    /// <summary>The problem that says what <paramref name="error"/> says.</summary>
    public static Problem From(Error error, string? detail = null, int status = 0) => new()
    {
        Type = error.Type,
        Title = error.Message,
        Status = status,
        Detail = detail,
        Fix = error.Fix,
        Errors = error.Fields,
    };
}
