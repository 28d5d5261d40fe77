namespace NexusQuantum.Domain.Errors;

/// <summary>
/// An expected failure, as a value. <paramref name="Type"/> is a stable kebab-case word for programs
/// (<c>vm-name-taken</c>); <paramref name="Message"/> names the thing and the limit for people; never a secret or a host path.
/// </summary>
/// <param name="Kind">The sort of failure.</param>
/// <param name="Type">Stable word, never renamed once released.</param>
/// <param name="Message">What happened and why, one or two sentences.</param>
public record Error(ErrorKind Kind, string Type, string Message)
{
    /// <summary>What to do about it, an instruction or a command; null when there is nothing to do.</summary>
    public string? Fix { get; init; }

    /// <summary>How long to wait before it may work; null when waiting does not help or nobody knows.</summary>
    public TimeSpan? RetryAfter { get; init; }

    /// <summary>Mistakes by field name (camelCase, as in the API), when the request had several.</summary>
    public IReadOnlyDictionary<string, string[]>? Fields { get; init; }
}
