using System.Collections.Immutable;
using NexusQuantum.Domain.Access;

namespace NexusQuantum.Web.Operations;

/// <summary>Long work to be queued.</summary>
internal sealed record NewOperation
{
    /// <summary>Stable dotted word of a registered handler: <c>vm.create</c>.</summary>
    public required string Kind { get; init; }

    /// <summary>What people read: "Create machine".</summary>
    public required string Title { get; init; }

    public required OperationSubject Subject { get; init; }

    public required Caller RequestedBy { get; init; }

    /// <summary>The project of the subject; null for what belongs to a host.</summary>
    public required ProjectId? Project { get; init; }

    /// <summary>What was needed to ask for it, and is needed to cancel or repeat it.</summary>
    public required Permission Needs { get; init; }

    /// <summary>JSON for the handler, read back as <see cref="OperationContext.Arguments"/>; never a secret.</summary>
    public string Arguments { get; init; } = "{}";

    /// <summary>The steps to show as waiting from the start.</summary>
    public ImmutableArray<string> StepNames { get; init; } = [];

    /// <summary>From the caller's <c>Idempotency-Key</c>; when null the key of the request being served is used.</summary>
    public string? IdempotencyKey { get; init; }

    /// <summary>
    /// 0 for ordinary work. Higher work pushes lower aside on the same subject: the lower one is cancelled and undone, and this one
    /// follows it (force stop 1, delete 2). Equal or lower work is refused while other work lives.
    /// </summary>
    public int Precedence { get; init; }

    /// <summary>For the audit: the properties that it changes, as they were. Never a secret.</summary>
    public IReadOnlyDictionary<string, string?>? Before { get; init; }

    /// <summary>For the audit: the same properties, as they become.</summary>
    public IReadOnlyDictionary<string, string?>? After { get; init; }

    /// <summary>False for work that has no way back (delete).</summary>
    public bool Cancellable { get; init; } = true;
}
