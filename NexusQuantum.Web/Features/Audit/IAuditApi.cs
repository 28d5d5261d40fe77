using NexusQuantum.Domain.Access;
using NexusQuantum.Domain.Errors;
using NexusQuantum.Web.Data.Audit;

namespace NexusQuantum.Web.Features.Audit;

/// <summary>The audit, read and proven. Reading, exporting and verifying needs <see cref="Permission.AuditRead"/>, retention <see cref="Permission.SettingsAdminister"/>.</summary>
public interface IAuditApi
{
    /// <summary>Newest first.</summary>
    Task<Result<AuditPage>> ListAsync(Caller caller, AuditQuery query, CancellationToken cancellationToken);

    /// <summary>All that the query finds, newest first, read as it is taken; cursor and limit do not count.</summary>
    Result<AuditExport> Export(Caller caller, AuditQuery query);

    /// <summary>How the chain stands.</summary>
    Task<Result<AuditState>> StateAsync(Caller caller, CancellationToken cancellationToken);

    /// <summary>Recomputes the whole chain.</summary>
    Task<Result<AuditVerdict>> VerifyAsync(Caller caller, CancellationToken cancellationToken);

    /// <summary>How long the audit is kept.</summary>
    Task<Result<AuditRetention>> RetentionAsync(Caller caller, CancellationToken cancellationToken);

    /// <summary>Keeps it longer or shorter; months that are too old go within the hour.</summary>
    Task<Result<AuditRetention>> SetRetentionAsync(Caller caller, AuditRetentionRequest request, CancellationToken cancellationToken);
}

/// <summary>Acts as they are read, newest first.</summary>
/// <param name="Rows">To be read once.</param>
public sealed record AuditExport(IAsyncEnumerable<AuditEntry> Rows);

/// <summary>Which acts; null is all.</summary>
/// <param name="From">From then on, UTC.</param>
/// <param name="To">Before then, UTC.</param>
/// <param name="Actor">User name, whole.</param>
/// <param name="Action">Beginning of the action: <c>vm.</c>.</param>
/// <param name="SubjectId">What it was done to.</param>
/// <param name="Outcome">What became of it.</param>
/// <param name="Project">The project of what it was done to.</param>
/// <param name="Text">Anywhere in names, addresses, reasons and properties; small and capital letters are the same.</param>
/// <param name="Cursor">Where the page before ended.</param>
/// <param name="Limit">1 to 500.</param>
public sealed record AuditQuery(
    DateTimeOffset? From = null, DateTimeOffset? To = null, string? Actor = null, string? Action = null, string? SubjectId = null, AuditOutcome? Outcome = null,
    ProjectId? Project = null, string? Text = null, string? Cursor = null, int Limit = 100);
