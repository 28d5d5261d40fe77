using System.Diagnostics.CodeAnalysis;
using Microsoft.EntityFrameworkCore;
using NexusQuantum.Domain.Access;
using NexusQuantum.Domain.Errors;

namespace NexusQuantum.Web.Data.Audit;

/// <summary>
/// Writes down who did what. A change adds its row with <see cref="Add"/> to its own context, so both are there or neither; a refusal
/// has no change and is written by itself.
/// </summary>
internal sealed partial class AuditTrail(IDbContextFactory<NexusDb> databases, ILogger<AuditTrail> log)
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);

    /// <summary>An accepted act; saved with the change by its <c>SaveChanges</c>, in the same round trip.</summary>
    [SuppressMessage("Performance", "CA1822", Justification = "One thing to be handed to a use case, whichever of its two ways it needs.")]
    public void Add(NexusDb db, Caller caller, AuditAct act) => db.Add(Row(caller, act, AuditOutcome.Accepted, null));

    /// <summary>
    /// An act that was answered <paramref name="error"/>: refused, or failed when the portal could not. Never stands in the answer's
    /// way: when the database does not take it, the log does. The token is not heeded: hanging up before the answer must not keep a try
    /// out of the audit. The write has a deadline of its own.
    /// </summary>
    public async Task RefusedAsync(Caller caller, AuditAct act, Error error, CancellationToken cancellationToken)
    {
        var row = Row(caller, act, error.Kind is ErrorKind.Failed or ErrorKind.Unavailable ? AuditOutcome.Failed : AuditOutcome.Refused, error);
        using var limit = new CancellationTokenSource(Patience);
        try
        {
            await using var db = await databases.CreateDbContextAsync(limit.Token);
            db.Add(row);
            await db.SaveChangesAsync(limit.Token);
        }
        catch (Exception e) when (DatabaseOutage.Is(e) || e is DbUpdateException or OperationCanceledException)
        {
            Log.NotWritten(log, row.Actor, row.Action, row.SubjectName ?? row.SubjectId, row.ProblemType, DatabaseOutage.Told(e).Reason);
        }
    }

    /// <summary>Runs <paramref name="work"/> and writes its refusal, if it is one. What is accepted the work writes itself.</summary>
    public async Task<Result<T>> WatchAsync<T>(Caller caller, AuditAct act, Func<Task<Result<T>>> work, CancellationToken cancellationToken)
    {
        Result<T> result;
        try
        {
            result = await work();
        }
        catch (Exception e) when (e is not OperationCanceledException)
        {
            var error = DatabaseOutage.Is(e)
                ? new Error(ErrorKind.Unavailable, "database-unavailable", "The database did not answer.")
                : new Error(ErrorKind.Failed, "internal-fault", "The portal met a fault of its own.");
            await RefusedAsync(caller, act, error, cancellationToken);
            throw;
        }

        if (!result.Ok)
        {
            await RefusedAsync(caller, act, result.Error, cancellationToken);
        }

        return result;
    }

    private static AuditRow Row(Caller caller, AuditAct act, AuditOutcome outcome, Error? error) => new()
    {
        ActorId = caller.UserId == Guid.Empty ? null : caller.UserId,
        Actor = AuditText.Safe(caller.Name, AuditText.NameLimit)!, // a name is never null
        CredentialKind = caller.Origin.Kind,
        CredentialId = caller.Origin.CredentialId,
        Address = AuditText.Safe(caller.Origin.Address, AuditText.WordLimit),
        Action = act.Action,
        SubjectKind = act.SubjectKind,
        SubjectId = AuditText.Safe(act.SubjectId, AuditText.NameLimit),
        SubjectName = AuditText.Safe(act.SubjectName, AuditText.NameLimit),
        ProjectId = act.Project,
        OperationId = act.OperationId,
        Outcome = outcome,
        ProblemType = error?.Type,
        Problem = AuditText.Safe(error?.Message, AuditText.ValueLimit),
        Before = AuditText.Json(act.Before),
        After = AuditText.Json(act.After),
        Note = AuditText.Safe(act.Note, AuditText.ValueLimit),
    };

    private static partial class Log
    {
        [LoggerMessage(1101, LogLevel.Error, "The audit could not be written: {Actor} {Action} {Subject}, answered {ProblemType}. {Reason}")]
        public static partial void NotWritten(ILogger logger, string actor, string action, string? subject, string? problemType, string reason);
    }
}
