using System.Collections.Immutable;
using NexusQuantum.Domain.Access;
using NexusQuantum.Domain.Errors;
using NexusQuantum.Domain.Operations;

namespace NexusQuantum.Web.Operations;

/// <summary>Long work as it lies in PostgreSQL. Only <see cref="OperationQueue"/> and <see cref="OperationLeases"/> write it.</summary>
internal sealed class OperationRow
{
    public required OperationId Id { get; init; }

    public required string Kind { get; init; }

    public required string Title { get; init; }

    public required string SubjectKind { get; init; }

    public required Guid SubjectId { get; init; }

    public required string SubjectName { get; init; }

    public OperationStatus Status { get; set; }

    public int? Progress { get; set; }

    public ImmutableArray<OperationStep> Steps { get; set; } = [];

    public Problem? Error { get; set; }

    /// <summary>JSON for the handler; never a secret.</summary>
    public required string Arguments { get; init; }

    public required Guid RequestedById { get; init; }

    public required string RequestedBy { get; init; }

    /// <summary>The project of the subject; null for what belongs to a host.</summary>
    public ProjectId? ProjectId { get; init; }

    /// <summary>Dotted word of the permission that was needed to ask for it.</summary>
    public string Needs { get; init; } = "";

    public string? IdempotencyKey { get; set; }

    /// <summary>Keyed hash of the request that came with the key.</summary>
    public byte[]? RequestHash { get; set; }

    /// <summary>Higher supersedes lower on the same subject.</summary>
    public int Precedence { get; init; }

    public bool Cancellable { get; set; } = true;

    public bool CancelRequested { get; set; }

    /// <summary>Set when another operation pushed this one aside; it no longer counts as the live one of its subject.</summary>
    public OperationId? SupersededBy { get; set; }

    /// <summary>Not begun before this one has ended.</summary>
    public OperationId? WaitsFor { get; init; }

    /// <summary>Not claimed before, UTC.</summary>
    public DateTimeOffset? NotBefore { get; set; }

    /// <summary>The replica that runs it.</summary>
    public Guid? LeaseOwner { get; set; }

    public DateTimeOffset? LeaseUntil { get; set; }

    /// <summary>Counts claims; also the fencing token of the lease.</summary>
    public int Attempts { get; set; }

    public DateTimeOffset CreatedAt { get; init; }

    public DateTimeOffset? StartedAt { get; set; }

    public DateTimeOffset? EndedAt { get; set; }

    public OperationView ToView() => new()
    {
        Id = Id,
        Kind = Kind,
        Title = Title,
        Subject = new OperationSubject(SubjectKind, SubjectId, SubjectName),
        Status = Status,
        Progress = Progress,
        Steps = Steps,
        Error = Error,
        RequestedBy = RequestedBy,
        ProjectId = ProjectId,
        Needs = Needs,
        Cancellable = Cancellable && !CancelRequested && EndedAt is null,
        CreatedAt = CreatedAt,
        StartedAt = StartedAt,
        EndedAt = EndedAt,
    };
}
