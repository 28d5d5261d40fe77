using NexusQuantum.Domain.Access;
using NexusQuantum.Domain.Errors;
using NexusQuantum.Domain.Operations;
using NexusQuantum.Web.Live;
using NexusQuantum.Web.Operations;

namespace NexusQuantum.Web.Tests.Fakes;

/// <summary>Operations a test puts there.</summary>
public sealed class FakeOperationApi : IOperationApi
{
    public LiveFeed<OperationId, OperationView> Feed { get; } = new();

    /// <summary>Operations that were asked to stop.</summary>
    public List<OperationId> Cancelled { get; } = [];

    /// <summary>How often a list was asked for.</summary>
    public int Lists { get; private set; }

    /// <summary>Refuses everything with this, when set.</summary>
    public Error? Refusal { get; set; }

    public void Put(OperationView operation) => Feed.Put(operation.Id, operation);

    public Task<Result<OperationPage>> ListAsync(Caller caller, OperationQuery query, CancellationToken cancellationToken)
    {
        Lists++;
        return Task.FromResult(Refusal is { } refusal
            ? refusal
            : (Result<OperationPage>)new OperationPage([.. Feed.Snapshot()
                .Where(operation => (query.Status is null || operation.Status == query.Status) && (query.SubjectKind is null || operation.Subject.Kind == query.SubjectKind))
                .OrderByDescending(operation => operation.CreatedAt).Take(query.Limit)], null));
    }

    public Task<Result<OperationView>> GetAsync(Caller caller, OperationId id, CancellationToken cancellationToken)
        => Task.FromResult(Feed.Find(id) is { } operation ? (Result<OperationView>)operation : new Error(ErrorKind.NotFound, "operation-not-found", "There is no such operation."));

    /// <summary>Operations that were asked for again.</summary>
    public List<OperationId> Retried { get; } = [];

    public Task<Result<OperationView>> RetryAsync(Caller caller, OperationId id, CancellationToken cancellationToken)
    {
        Retried.Add(id);
        if (Refusal is { } refusal)
        {
            return Task.FromResult<Result<OperationView>>(refusal);
        }

        var again = Some.Operation(subject: Feed.Find(id)!.Subject); // a test retries what it put there
        Put(again);
        return Task.FromResult<Result<OperationView>>(again);
    }

    public Task<Result<OperationView>> CancelAsync(Caller caller, OperationId id, CancellationToken cancellationToken)
    {
        Cancelled.Add(id);
        return Refusal is { } refusal ? Task.FromResult<Result<OperationView>>(refusal) : GetAsync(caller, id, cancellationToken);
    }
}
