using MudBlazor;

namespace NexusQuantum.Web.Ui.Terminals;

/// <summary>What the bars say.</summary>
public sealed partial class Terminal
{
    private string PhaseText => _shown.Phase switch
    {
        "connected" => _shown.Live == false ? "Machine is off" : "Connected",
        "reconnecting" => "Reconnecting; nothing is lost",
        "refused" => "Not connected",
        "ended" => "Ended",
        _ => "Connecting",
    };

    private string PhaseTone => _shown.Phase switch
    {
        "connected" => _shown.Live == false ? "t3" : "ok",
        "reconnecting" => "warn",
        "refused" => "err",
        _ => "t3",
    };

    private string PhaseIcon => _shown.Phase switch
    {
        "connected" => _shown.Live == false ? Icons.Material.Filled.Stop : Icons.Material.Filled.Check,
        "refused" => Icons.Material.Filled.PriorityHigh,
        "ended" => Icons.Material.Filled.Stop,
        _ => Icons.Material.Filled.Autorenew,
    };

    private string EndedText => (Shell, _shown.Exit) switch
    {
        (true, 0) => "The shell ended.",
        (true, { } code) => $"The shell ended with exit code {code}.",
        (true, null) => "The shell is over; it was not kept through the break.",
        _ => "The console's line ended.",
    };

    private string FoundText => _shown.Found switch
    {
        null => string.Empty,
        { Count: 0 } => "none",
        { Index: < 0 } found => Units.Count(found.Count),
        var found => $"{Units.Count(found.Index + 1)} of {Units.Count(found.Count)}",
    };

    /// <summary>"You type, jonas watches".</summary>
    private string Who
    {
        get
        {
            var typing = _shown.Viewers.Where(viewer => viewer.Types).Select(Name).ToArray();
            var watching = _shown.Viewers.Where(viewer => !viewer.Types).Select(Name).ToArray();
            var parts = new[] { Says(typing, "type", "types"), Says(watching, "watch", "watches") };
            var text = string.Join(", ", parts.Where(part => part.Length > 0));
            return text.Length == 0 ? text : char.ToUpperInvariant(text[0]) + text[1..];
        }
    }

    private static string Name(TerminalViewer viewer) => viewer.You ? "you" : viewer.Name;

    private static string Says(string[] names, string plural, string singular) => names.Length switch
    {
        0 => string.Empty,
        1 => $"{names[0]} {(names[0] == "you" ? plural : singular)}",
        <= 3 => $"{string.Join(" and ", names)} {plural}",
        _ => $"{names[0]} and {names.Length - 1} others {plural}",
    };
}
