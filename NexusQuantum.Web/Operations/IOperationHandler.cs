using NexusQuantum.Domain.Errors;

namespace NexusQuantum.Web.Operations;

/// <summary>
/// Does one kind of long work; registered as <c>services.AddSingleton&lt;IOperationHandler, CreateVmHandler&gt;()</c>. Re-entrant:
/// after a crash it runs again from the start, so every step measures first and does only what is missing.
/// </summary>
internal interface IOperationHandler
{
    /// <summary>The <see cref="NewOperation.Kind"/> it serves.</summary>
    string Kind { get; }

    /// <summary>
    /// Does the work. The token fires on cancel, a lost lease or shutdown (<see cref="OperationContext.Stopping"/> says which);
    /// let the <see cref="OperationCanceledException"/> pass. An error ends the operation as failed, without undo. A database outage
    /// may be thrown through: the work is run again.
    /// </summary>
    Task<Result<Done>> RunAsync(OperationContext context, CancellationToken cancellationToken);

    /// <summary>After a cancel: takes back what <see cref="RunAsync"/> did, if it ran at all. Re-entrant too.</summary>
    Task UndoAsync(OperationContext context, CancellationToken cancellationToken);
}
