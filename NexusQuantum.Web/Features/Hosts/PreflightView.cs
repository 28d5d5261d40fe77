using System.Collections.Immutable;
using NexusQuantum.Domain.Preflight;

namespace NexusQuantum.Web.Features.Hosts;

/// <summary>A preflight of a host as the API answers it and its page shows it.</summary>
public sealed record PreflightView
{
    /// <summary>The run.</summary>
    public required Guid Id { get; init; }

    /// <summary>When the portal received it, UTC.</summary>
    public required DateTimeOffset At { get; init; }

    public required string AskedBy { get; init; }

    /// <summary>As the host's agent reported it.</summary>
    public required PreflightReport Report { get; init; }

    /// <summary>Which checks came out differently from the run before; empty for the first.</summary>
    public required ImmutableArray<CheckChange> Changes { get; init; }

    /// <summary>Required checks that may fail on this host.</summary>
    public required ImmutableArray<WaiverView> Waivers { get; init; }

    /// <summary>All runs that are kept, newest first.</summary>
    public required ImmutableArray<PreflightGlance> History { get; init; }

    /// <summary>The required checks that fail and are not waived: they keep new VMs off the host.</summary>
    [System.Text.Json.Serialization.JsonIgnore]
    public IEnumerable<CheckResult> Blocking => Report.Stoppers.Where(check => WaiverOf(check) is null);

    /// <summary>Why a required check that fails may fail here; null where it may not.</summary>
    public WaiverView? WaiverOf(CheckResult check) => check.Stops ? Waivers.FirstOrDefault(waiver => waiver.CheckId == check.Info.Id) : null;
}

/// <summary>A required check that may fail on a host.</summary>
/// <param name="CheckId">The check.</param>
/// <param name="Reason">Why, in one line.</param>
/// <param name="By">Who allowed it.</param>
/// <param name="At">When, UTC.</param>
public sealed record WaiverView(string CheckId, string Reason, string By, DateTimeOffset At);

/// <summary>One run in short.</summary>
/// <param name="Id">The run.</param>
/// <param name="At">When the portal received it, UTC.</param>
/// <param name="AskedBy">Who asked.</param>
/// <param name="Passed">Checks that passed.</param>
/// <param name="Warned">Checks that warned.</param>
/// <param name="Failed">Required checks that failed.</param>
/// <param name="Changed">Checks that came out differently from the run before; null for the oldest that is kept.</param>
public sealed record PreflightGlance(Guid Id, DateTimeOffset At, string AskedBy, int Passed, int Warned, int Failed, int? Changed);
