using Microsoft.AspNetCore.Components;
using MudBlazor;
using NexusQuantum.Web.Data.Audit;
using NexusQuantum.Web.Ui;

namespace NexusQuantum.Web.Features.Audit.Parts;

/// <summary>The list of acts.</summary>
public sealed partial class AuditTable
{
    [Parameter]
    [EditorRequired]
    public IReadOnlyList<AuditEntry> Acts { get; set; } = [];

    /// <summary>Ids of those that are open.</summary>
    [Parameter]
    [EditorRequired]
    public IReadOnlySet<long> Open { get; set; } = new HashSet<long>();

    [Parameter]
    [EditorRequired]
    public DateTimeOffset Now { get; set; }

    [CascadingParameter]
    private Times Times { get; set; } = Times.Utc;

    [Parameter]
    public EventCallback<AuditEntry> OnToggle { get; set; }

    /// <summary>Asks for all that was done to one thing, by its id.</summary>
    [Parameter]
    public EventCallback<string> OnSubject { get; set; }

    internal static string Credential(AuditEntry act) => act.Credential switch
    {
        "session" => "in the browser",
        "token" => "by token",
        "host" => "on the portal's host",
        "portal" => "the portal itself",
        "none" => "",
        var other => other,
    };

    private static (string Tone, string Icon, string Word) Look(AuditOutcome outcome) => outcome switch
    {
        AuditOutcome.Accepted => ("st-stopped", Icons.Material.Filled.Check, "Accepted"),
        AuditOutcome.Refused => ("st-warning", Icons.Material.Filled.Block, "Refused"),
        AuditOutcome.Failed => ("st-error", Icons.Material.Filled.PriorityHigh, "Failed"),
    };

    /// <summary>To the second: an audit is compared with other logs.</summary>
    private string Say(DateTimeOffset at) => Times.IsSameDay(at, Now) ? Times.ClockSecond(at) : Times.Second(at);
}
