using NexusQuantum.Domain.Errors;

namespace NexusQuantum.Web.Agents;

internal static class AgentErrors
{
    public const string UnreachableType = "host-unreachable";

    public static Error Unreachable(string host, string reason) => new(ErrorKind.Unavailable, UnreachableType, $"The agent of {host} does not answer: {reason}.")
    {
        Fix = "Check that the host is up and nexus-agent runs on it; it is tried again all the time.",
    };

    public static Error UnknownHost { get; } = new(ErrorKind.NotFound, "host-not-found", "There is no such host.");
}
