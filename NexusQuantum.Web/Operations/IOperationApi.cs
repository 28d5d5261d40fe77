using System.Collections.Immutable;
using NexusQuantum.Domain.Access;
using NexusQuantum.Domain.Errors;
using NexusQuantum.Domain.Operations;
using NexusQuantum.Web.Live;

namespace NexusQuantum.Web.Operations;

/// <summary>Long work, seen and stopped.</summary>
public interface IOperationApi
{
    /// <summary>Live operations and those that ended in the last hour, at most 500.</summary>
    LiveFeed<OperationId, OperationView> Feed { get; }

    /// <summary>Newest first; filters are null for all.</summary>
    Task<Result<OperationPage>> ListAsync(Caller caller, OperationQuery query, CancellationToken cancellationToken);

    Task<Result<OperationView>> GetAsync(Caller caller, OperationId id, CancellationToken cancellationToken);

    /// <summary>Asks for a cancel; finished steps are undone, and the operation ends as cancelled.</summary>
    Task<Result<OperationView>> CancelAsync(Caller caller, OperationId id, CancellationToken cancellationToken);

    /// <summary>Asks again for what a failed or cancelled operation was about; answers the new operation.</summary>
    Task<Result<OperationView>> RetryAsync(Caller caller, OperationId id, CancellationToken cancellationToken);
}

/// <summary>Which operations to list.</summary>
public sealed record OperationQuery(OperationStatus? Status = null, string? SubjectKind = null, Guid? SubjectId = null, string? Cursor = null, int Limit = 100);

/// <summary>A page of operations.</summary>
public sealed record OperationPage(ImmutableArray<OperationView> Items, string? Next);
