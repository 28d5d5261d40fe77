using NexusQuantum.Domain.Access;
using NexusQuantum.Domain.Operations;

namespace NexusQuantum.Web.Data.Audit;

/// <summary>What somebody did or tried.</summary>
/// <param name="Action">Dotted word, never renamed: <c>vm.power</c>, <c>session.sign-in</c>.</param>
/// <param name="SubjectKind">What it was done to: <c>vm</c>, <c>image</c>, <c>account</c>.</param>
/// <param name="SubjectId">Its id, when it has one.</param>
/// <param name="SubjectName">Its name at that time.</param>
internal sealed record AuditAct(string Action, string SubjectKind, string? SubjectId = null, string? SubjectName = null)
{
    /// <summary>The project the subject belongs to; null for things of the whole installation.</summary>
    public ProjectId? Project { get; init; }

    /// <summary>The long work it began.</summary>
    public OperationId? OperationId { get; init; }

    /// <summary>The properties that change, as they were. Never a secret: see <see cref="AuditText.IsSecret"/>.</summary>
    public IReadOnlyDictionary<string, string?>? Before { get; init; }

    /// <summary>The same properties, as they became.</summary>
    public IReadOnlyDictionary<string, string?>? After { get; init; }

    /// <summary>One sentence for people, when the rest does not say it.</summary>
    public string? Note { get; init; }
}
