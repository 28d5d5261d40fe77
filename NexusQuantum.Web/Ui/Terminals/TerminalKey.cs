using System.Collections.Immutable;

namespace NexusQuantum.Web.Ui.Terminals;

/// <summary>A key that a browser keeps for itself or a phone has not.</summary>
/// <param name="Name">What stands on it.</param>
/// <param name="Says">What it usually does.</param>
/// <param name="Sends">What a terminal sends for it (ECMA-48, xterm's control sequences).</param>
internal sealed record TerminalKey(string Name, string Says, string Sends)
{
    private const string Escape = "\u001b";

    public static readonly ImmutableArray<TerminalKey> Control =
    [
        new("Ctrl C", "interrupt", "\u0003"),
        new("Ctrl D", "end of input", "\u0004"),
        new("Ctrl Z", "suspend", "\u001a"),
        new("Ctrl \\", "quit", "\u001c"),
        new("Ctrl L", "clear", "\f"),
        new("Ctrl W", "delete word", "\u0017"),
    ];

    public static readonly ImmutableArray<TerminalKey> Plain =
    [
        new("Esc", "escape", Escape),
        new("Tab", "complete", "\t"),
        new("↑", "up", Escape + "[A"),
        new("↓", "down", Escape + "[B"),
        new("←", "left", Escape + "[D"),
        new("→", "right", Escape + "[C"),
        new("Home", "line start", Escape + "[H"),
        new("End", "line end", Escape + "[F"),
        new("PgUp", "page up", Escape + "[5~"),
        new("PgDn", "page down", Escape + "[6~"),
    ];
}
