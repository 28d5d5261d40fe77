using NexusQuantum.Domain.Errors;

namespace NexusQuantum.Web.Features.Access.Sessions;

internal static class SessionErrors
{
    public static Error NotFound(Guid id) => new(ErrorKind.NotFound, "session-not-found", $"There is no session {id}.");
}
