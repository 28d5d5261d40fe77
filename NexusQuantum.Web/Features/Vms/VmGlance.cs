using System.Linq.Expressions;
using NexusQuantum.Domain.Vms;

namespace NexusQuantum.Web.Features.Vms;

/// <summary>
/// As much of a row as tells where it stands in a list and whether the board has it as it is: wish and fact themselves are large, have
/// to be parsed, and are in memory nearly always.
/// </summary>
internal sealed record VmGlance(VmId Id, string Name, VmState State, DateTimeOffset CreatedAt, long Generation, VmPower Target, string? Description, string[] Tags, string? ReportEpoch, long ReportVersion)
{
    /// <summary>Reads it from a row.</summary>
    public static readonly Expression<Func<VmRow, VmGlance>> Of
        = row => new VmGlance(row.Id, row.Name, row.State, row.CreatedAt, row.Generation, row.Target, row.Description, row.Tags, row.ReportEpoch, row.ReportVersion);

    /// <summary>Whether this row, with the newest fact known, is the one in the database or newer.</summary>
    public bool IsIn(VmRow? row, VmFact? fact)
        => row is not null
            && (row.Generation > Generation || (row.Generation == Generation && row.Target == Target && string.Equals(row.Name, Name, StringComparison.Ordinal)
                && string.Equals(row.Description, Description, StringComparison.Ordinal) && row.Tags.AsSpan().SequenceEqual(Tags)))
            && (ReportEpoch is null || (fact is not null && (!string.Equals(fact.Epoch, ReportEpoch, StringComparison.Ordinal) || fact.Report.Version >= ReportVersion)));
}
