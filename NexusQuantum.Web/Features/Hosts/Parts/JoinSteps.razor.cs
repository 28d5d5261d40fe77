using Microsoft.AspNetCore.Components;
using MudBlazor;
using NexusQuantum.Web.Ui;

namespace NexusQuantum.Web.Features.Hosts.Parts;

/// <summary>What a host that has just joined has done of what it takes until machines run on it.</summary>
public sealed partial class JoinSteps
{
    [Parameter]
    [EditorRequired]
    public HostView Host { get; set; } = null!; // required by the editor

    /// <summary>The link to the host was followed.</summary>
    [Parameter]
    public EventCallback OnLeave { get; set; }

    [CascadingParameter]
    private Times Times { get; set; } = Times.Utc;

    private IEnumerable<Step> Steps =>
    [
        new(true, Host.CertificateExpiresAt is { } ends ? $"Has its certificate, until {Times.Date(ends)}; it is renewed before." : "Has its certificate."),
        Host.Reachable ? new(true, $"The portal reaches it at {Host.Address}{Clock}.")
            : new(Host.UnreachableReason is null ? null : false, Host.UnreachableReason is { } why ? $"The portal does not reach it at {Host.Address}: {why} {Host.UnreachableFix ?? "Correct the address on its page."}" : $"The portal dials {Host.Address}."),
        Host.Facts is { } facts ? new(true, $"Reported: {facts.Distribution}, {Units.Count(facts.CpuCount)} processors, {Units.Bytes(facts.MemoryBytes)}, {Engine}.") : new(null, "Its first report."),
        Host.PreflightAt is null ? new(null, "Its preflight.")
            : Host.Unfit is { } unfit ? new(false, $"It takes no machines yet. {unfit}") : new(true, "Its preflight lets machines run here."),
    ];

    private string Clock => Host.ClockSkewSeconds is { } skew && Math.Abs(skew) >= 1 ? $", its clock {Units.Age(TimeSpan.FromSeconds(Math.Abs(skew)))} {(skew > 0 ? "ahead" : "behind")}" : "";

    private string Engine => Host.Facts?.Engines is [var best, ..] ? $"{best.Kind.ToString().ToUpperInvariant()} {best.Version} with {best.Accelerator.ToString().ToUpperInvariant()}" : "no engine";

    private static string Mark(Step step) => step.Done switch
    {
        true => Icons.Material.Filled.Check,
        false => Icons.Material.Filled.PriorityHigh,
        null => Icons.Material.Filled.Autorenew,
    };

    private static string? Tone(Step step) => step.Done switch { true => "ok", false => "err", null => null };

    private static string Said(Step step) => step.Done switch { true => "done", false => "failed", null => "waiting" };

    /// <param name="Done">False when it failed; null while it is waited for.</param>
    /// <param name="What">In words.</param>
    private sealed record Step(bool? Done, string What);
}
