using System.Collections.Immutable;

namespace NexusQuantum.Domain.Preflight;

/// <summary>What to do about a requirement that is not met.</summary>
/// <param name="Text">One sentence for people.</param>
public sealed record CheckFix(string Text)
{
    /// <summary>Exact commands for Debian and Ubuntu, one a line; empty when it is nothing that a command does.</summary>
    public ImmutableArray<string> Debian { get => field.IsDefault ? [] : field; init; } = [];

    /// <summary>The same for Rocky Linux and RHEL.</summary>
    public ImmutableArray<string> RedHat { get => field.IsDefault ? [] : field; init; } = [];

    /// <summary>Commands that are the same everywhere.</summary>
    public static CheckFix Of(string text, params ImmutableArray<string> commands) => new(text) { Debian = commands, RedHat = commands };
}
