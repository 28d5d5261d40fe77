using NexusQuantum.Domain.Access;
using NexusQuantum.Domain.Errors;
using NexusQuantum.Web.Features.Audit;

namespace NexusQuantum.Web.Tests.Fakes;

/// <summary>An audit in memory; a test says what stands in it.</summary>
public sealed class FakeAuditApi : IAuditApi
{
    public List<AuditEntry> Acts { get; } = [];

    public List<AuditQuery> Asked { get; } = [];

    public List<int?> Kept { get; } = [];

    public Error? Refusal { get; set; }

    public AuditVerdict? Verdict { get; set; }

    public AuditState State { get; set; } = new(12, 18203, Some.Now, 0, "12:ab", null);

    public Task<Result<AuditPage>> ListAsync(Caller caller, AuditQuery query, CancellationToken cancellationToken)
    {
        Asked.Add(query);
        return Task.FromResult<Result<AuditPage>>(Refusal is { } no ? no : new AuditPage([.. Acts.Where(act => query.Outcome is null || act.Outcome == query.Outcome)], query.Cursor is null && Acts.Count > 2 ? "more" : null));
    }

    public Result<AuditExport> Export(Caller caller, AuditQuery query) => throw new NotSupportedException("Pages link to the file.");

    public Task<Result<AuditState>> StateAsync(Caller caller, CancellationToken cancellationToken) => Task.FromResult<Result<AuditState>>(State);

    public Task<Result<AuditVerdict>> VerifyAsync(Caller caller, CancellationToken cancellationToken)
    {
        State = State with { Verified = Verdict };
        return Task.FromResult<Result<AuditVerdict>>(Verdict!); // a test that verifies says what is found
    }

    public Task<Result<AuditRetention>> RetentionAsync(Caller caller, CancellationToken cancellationToken)
        => Task.FromResult<Result<AuditRetention>>(new AuditRetention(24, Some.Now, null));

    public Task<Result<AuditRetention>> SetRetentionAsync(Caller caller, AuditRetentionRequest request, CancellationToken cancellationToken)
    {
        Kept.Add(request.Months);
        return Task.FromResult<Result<AuditRetention>>(new AuditRetention(request.Months, Some.Now, caller.Name));
    }
}
