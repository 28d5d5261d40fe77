using NexusQuantum.Domain.Errors;
using NexusQuantum.Domain.Operations;

namespace NexusQuantum.Web.Operations;

internal static class OperationErrors
{
    public static Error NotFound(OperationId id) => new(ErrorKind.NotFound, "operation-not-found", $"There is no operation {id}.");

    public static Error SubjectBusy(OperationRow live) => new(
        ErrorKind.Conflict, "operation-in-progress", $"{live.SubjectName} is busy: \"{live.Title}\" ({live.Kind}, operation {live.Id}) has not ended.")
    {
        Fix = $"Wait for it, or cancel it with POST /v1/operations/{live.Id}/cancel.",
    };

    public static Error KeyReused(string key) => new(
        ErrorKind.Unsupported, "idempotency-key-reused", $"The Idempotency-Key '{key}' was used for a different request.")
    {
        Fix = "Use a new key for a new request.",
    };

    public static Error Ended(OperationRow row) => new(
        ErrorKind.Conflict, "operation-ended", $"\"{row.Title}\" has ended already ({row.Status.ToString().ToLowerInvariant()}).");

    public static Error NotCancellable(OperationRow row) => new(
        ErrorKind.Conflict, "operation-not-cancellable", $"\"{row.Title}\" has no way back and cannot be cancelled.");

    public static Error NothingToRetry(OperationRow row) => new(
        ErrorKind.Conflict, "operation-not-failed", $"\"{row.Title}\" is {row.Status.ToString().ToLowerInvariant()}; only what failed or was cancelled can be tried again.");

    public static Error NotRetryable(OperationRow row) => new(
        ErrorKind.Conflict, "operation-not-retryable", $"\"{row.Title}\" cannot be tried again from here: what it needs is not kept.")
    {
        Fix = "Ask for it anew.",
    };

    public static Error BadStatus { get; } = new(ErrorKind.Invalid, "status-invalid", "status is queued, running, succeeded, failed or cancelled.");

    public static Error BadCursor() => new(ErrorKind.Invalid, "cursor-invalid", "The cursor is not one that a list answered.") { Fix = "Leave it out to begin at the newest." };

    public static Error Crashed(OperationId id) => new(
        ErrorKind.Failed, "operation-crashed", "The operation stopped on an unexpected fault of the portal.")
    {
        Fix = $"Look in the portal's log for {id}, then try again.",
    };

    public static Error UndoFailed(OperationId id) => new(
        ErrorKind.Failed, "operation-undo-failed", "The operation was cancelled, but taking its steps back failed; something of it may be left.")
    {
        Fix = $"Look in the portal's log for {id}, then remove what is left.",
    };

    public static Error GivenUp(int attempts) => new(
        ErrorKind.Failed, "operation-given-up", $"The operation was begun {attempts} times and its portal died each time; it is not tried again.")
    {
        Fix = "Look in the portal's log for the cause, then ask for it again.",
    };

    public static Error Unknown(string kind) => new(ErrorKind.Failed, "operation-kind-unknown", $"This release cannot do '{kind}'.");
}
