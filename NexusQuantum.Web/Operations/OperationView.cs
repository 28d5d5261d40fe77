using System.Collections.Immutable;
using NexusQuantum.Domain.Access;
using NexusQuantum.Domain.Errors;
using NexusQuantum.Domain.Operations;
using NexusQuantum.Web.Live;

namespace NexusQuantum.Web.Operations;

/// <summary>Long work as the API answers it and the drawer shows it.</summary>
public sealed record OperationView : ISeen<OperationView>
{
    public required OperationId Id { get; init; }

    /// <summary>Stable dotted word: <c>vm.create</c>, <c>vm.start</c>, <c>image.import</c>.</summary>
    public required string Kind { get; init; }

    /// <summary>What people read: "Create machine", "Upload image".</summary>
    public required string Title { get; init; }

    public required OperationSubject Subject { get; init; }

    public required OperationStatus Status { get; init; }

    /// <summary>0 to 100 when it can be known, else null.</summary>
    public int? Progress { get; init; }

    public required ImmutableArray<OperationStep> Steps { get; init; }

    public Problem? Error { get; init; }

    public required string RequestedBy { get; init; }

    /// <summary>The project of its subject; null for what belongs to a host.</summary>
    public ProjectId? ProjectId { get; init; }

    /// <summary>The permission that was needed to ask for it, and is needed to cancel or repeat it.</summary>
    public string Needs { get; init; } = "";

    /// <summary>Whether a cancel may be asked for now.</summary>
    public bool Cancellable { get; init; }

    public required DateTimeOffset CreatedAt { get; init; }

    public DateTimeOffset? StartedAt { get; init; }

    public DateTimeOffset? EndedAt { get; init; }

    /// <inheritdoc/>
    public OperationView? For(Caller caller) => !SeenBy(caller) ? null : Cancellable && WhyNot(caller) is not null ? this with { Cancellable = false } : this;

    /// <summary>Who may see the subject sees the work on it.</summary>
    public bool SeenBy(Caller caller)
        => ProjectId is { } project
            ? caller.Rights.May(string.Equals(Subject.Kind, "image", StringComparison.Ordinal) ? Permission.ImageRead : Permission.VmRead, project)
            : caller.Rights.May(Permission.HostRead);

    /// <summary>Why this caller may not cancel or repeat it; null when they may.</summary>
    public Error? WhyNot(Caller caller)
        => !Permissions.TryParse(Needs, out var needed) ? AccessRules.Missing(Permission.HostAdminister)
            : (ProjectId is { } project ? caller.Rights.May(needed, project) : caller.Rights.May(needed)) ? null
            : AccessRules.Missing(needed);
}

/// <summary>What an operation is about.</summary>
/// <param name="Kind"><c>vm</c>, <c>image</c>, <c>host</c>.</param>
/// <param name="Id">Its id.</param>
/// <param name="Name">Its name when the operation was asked for.</param>
public sealed record OperationSubject(string Kind, Guid Id, string Name);
