using NexusQuantum.Domain.Errors;

namespace NexusQuantum.Web.Features.Shells;

internal static class ShellErrors
{
    public static Error Gone { get; } = new(ErrorKind.NotFound, "shell-session-gone", "This session has ended.") { Fix = "Open a new one." };

    public static Error BadRequest { get; } = new(ErrorKind.Invalid, "shell-request-bad", "A session needs a kind (console or shell) and a machine's id.");

    public static Error TooMany(int limit) => new(ErrorKind.TooMany, "shell-sessions-too-many", $"You have {limit} sessions open, which is the limit.") { Fix = "Close some of them." };

    public static Error NoGuest(string name) => new(ErrorKind.Unavailable, "guest-agent-silent", $"The guest agent of {name} has not answered since its boot, so no shell can be opened.")
    {
        Fix = "Use the console; it works without a guest agent.",
    };

    public static Error NotReachable(string name, string? why) => new(ErrorKind.Unavailable, "shell-unavailable", why ?? $"No shell can be opened in {name} now.")
    {
        Fix = "Use the console; it works without a guest agent.",
    };

    public static Error Off(string name) => new(ErrorKind.Conflict, "vm-off", $"{name} does not run.") { Fix = "Start it first." };
}
