using System.Text.RegularExpressions;
using NexusQuantum.Domain.Networks;

namespace NexusQuantum.Agent.Networks;

/// <summary>How this host's network is to be.</summary>
internal sealed partial record NetworkOptions
{
    public const string DefaultBridge = "fcbr0";

    /// <summary>Name of the bridge (<c>FC_BRIDGE</c>); also names our tables, so two installations do not meet.</summary>
    public string Bridge { get; init; } = DefaultBridge;

    /// <summary>The range wished for; the next free one is taken when it is used already.</summary>
    public Cidr Range { get; init; } = Cidr.Parse("10.0.100.0/24", null);

    /// <summary>Where addresses are journalled and the name server keeps its files; made when missing.</summary>
    public required string StateDirectory { get; init; }

    /// <summary>Uses user-mode networking even where a bridge could be made.</summary>
    public bool UserMode { get; init; }

    /// <summary>The bridge or nothing: where it cannot be made no VM is placed, instead of one that has no way out.</summary>
    public bool BridgeOnly { get => field || Outside; init; }

    /// <summary>The bridge carries an adapter of this host: machines are on the network beyond it. There is nothing else where it does not.</summary>
    public bool Outside { get; init; }

    /// <summary>How often the filter rules are looked at.</summary>
    public TimeSpan GuardTime { get; init; } = TimeSpan.FromSeconds(20);

    /// <summary>Whether a name can be a bridge's: Linux allows 15 characters; these are safe in rules and file names too.</summary>
    public static bool IsBridgeName(string name) => BridgeName().IsMatch(name);

    [GeneratedRegex("^[a-zA-Z][a-zA-Z0-9_]{0,14}$", RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 1000)]
    private static partial Regex BridgeName();
}
