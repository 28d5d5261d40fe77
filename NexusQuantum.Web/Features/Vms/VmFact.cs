using NexusQuantum.Domain.AgentApi;
using NexusQuantum.Domain.Vms;

namespace NexusQuantum.Web.Features.Vms;

/// <summary>The newest an agent said of a VM.</summary>
/// <param name="Epoch">What <see cref="VmReport.Version"/> counts in.</param>
/// <param name="Report">Its picture.</param>
/// <param name="ObservedAt">When it came, UTC.</param>
internal sealed record VmFact(string Epoch, VmReport Report, DateTimeOffset ObservedAt)
{
    /// <summary>The stored fact of a row; null when none was stored.</summary>
    public static VmFact? Of(VmRow row)
        => row is { Report: { } report, ReportEpoch: { } epoch } ? new VmFact(epoch, report, row.ObservedAt ?? report.Since) : null;

    /// <summary>
    /// Whether this replaces <paramref name="other"/>. Versions of one epoch compare; of two epochs the one now streaming counts, and
    /// that is this one, since an agent's stream is read in order.
    /// </summary>
    public bool Replaces(VmFact? other)
        => other is null || !string.Equals(other.Epoch, Epoch, StringComparison.Ordinal) || Report.Version > other.Report.Version;
}
