using System.Collections.Immutable;

namespace NexusQuantum.Web.Ui.Terminals;

/// <summary>What the browser's terminal shows, told a few times a second at most.</summary>
public sealed record TerminalReport
{
    /// <summary><c>connecting</c>, <c>connected</c>, <c>reconnecting</c>, <c>refused</c>, <c>ended</c>.</summary>
    public string Phase { get; init; } = "connecting";

    /// <summary>False when the machine is off and only its scrollback is shown; null before it is known.</summary>
    public bool? Live { get; init; }

    public TerminalProblem? Problem { get; init; }

    /// <summary>Exit code of a shell that ended.</summary>
    public int? Exit { get; init; }

    public ImmutableArray<TerminalViewer> Viewers { get; init; } = [];

    public TerminalFound? Found { get; init; }

    public bool ReadsAloud { get; init; }

    public int Cols { get; init; }

    public int Rows { get; init; }

    /// <summary>Lines above the screen.</summary>
    public int Lines { get; init; }

    /// <summary>How many are kept at most.</summary>
    public int Scrollback { get; init; }

    /// <summary>Bytes typed or pasted that the machine has no room for yet.</summary>
    public long Held { get; init; }

    /// <summary>Median of the latest echoes; null before the first was measured.</summary>
    public double? EchoMs { get; init; }
}

/// <summary>Why a line was refused.</summary>
public sealed record TerminalProblem(string Title, string? Fix);

/// <summary>Somebody at the same console.</summary>
public sealed record TerminalViewer(string Name, bool Types, bool You);

/// <summary>Matches of the search; the index counts from 0, −1 when none is chosen.</summary>
public sealed record TerminalFound(int Index, int Count);

/// <summary>A paste of several lines that waits for a yes.</summary>
public sealed record PasteAsk(int Lines, int Characters, string Preview);

/// <summary>What a terminal is made with.</summary>
/// <param name="Kind"><c>console</c> or <c>shell</c>.</param>
/// <param name="VmId">Whose.</param>
/// <param name="Label">Its name for those who cannot see it.</param>
/// <param name="ReadsAloud">Whether a screen reader gets its lines.</param>
/// <param name="Zone">The zone in which it writes times.</param>
internal sealed record TerminalSettings(string Kind, string VmId, string Label, bool ReadsAloud, string Zone);
