using NexusQuantum.Domain.Access;
using NexusQuantum.Domain.Errors;
using NexusQuantum.Web.Data.Audit;
using NexusQuantum.Web.Features.Audit.Chain;

namespace NexusQuantum.Web.Features.Audit;

internal sealed class AuditApi(AuditReader reader, AuditWatch watch, KeepAudit keep, AuditTrail trail) : IAuditApi
{
    public async Task<Result<AuditPage>> ListAsync(Caller caller, AuditQuery query, CancellationToken cancellationToken)
        => caller.WhyNot(Permission.AuditRead) ?? await reader.PageAsync(query, cancellationToken);

    public Result<AuditExport> Export(Caller caller, AuditQuery query)
        => caller.WhyNot(Permission.AuditRead) is { } no ? no : new AuditExport(reader.AllAsync(query));

    public async Task<Result<AuditState>> StateAsync(Caller caller, CancellationToken cancellationToken)
        => caller.WhyNot(Permission.AuditRead) is { } no ? no : await watch.StateAsync(cancellationToken);

    public async Task<Result<AuditVerdict>> VerifyAsync(Caller caller, CancellationToken cancellationToken)
        => caller.WhyNot(Permission.AuditRead) ?? await watch.VerifyAsync(cancellationToken);

    public async Task<Result<AuditRetention>> RetentionAsync(Caller caller, CancellationToken cancellationToken)
        => caller.WhyNot(Permission.AuditRead) is { } no ? no : await keep.ReadAsync(cancellationToken);

    public Task<Result<AuditRetention>> SetRetentionAsync(Caller caller, AuditRetentionRequest request, CancellationToken cancellationToken)
        => trail.WatchAsync(
            caller, KeepAudit.Act,
            async () => caller.WhyNot(Permission.SettingsAdminister) is { } no ? no : await keep.WriteAsync(caller, request.Months, cancellationToken),
            cancellationToken);
}
