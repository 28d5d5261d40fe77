using NexusQuantum.Domain.Errors;

namespace NexusQuantum.Web.Agents;

internal static class EnrollmentErrors
{
    private const string NewToken = "Make a new token (Hosts, Add host) and run the line it shows.";

    public static Error Unknown { get; } = new(ErrorKind.Unauthenticated, "join-token-unknown", "This join token is not one of this portal's, or the request was not made with it.") { Fix = NewToken };

    public static Error Used { get; } = new(ErrorKind.Conflict, "join-token-used", "This join token was used already; each joins one host.") { Fix = NewToken };

    public static Error Expired(DateTimeOffset at) => new(ErrorKind.Conflict, "join-token-expired", $"This join token expired at {at:u}.") { Fix = NewToken };

    public static Error BadRequest(string why) => new(ErrorKind.Invalid, "certificate-request-bad", $"The certificate request cannot be used: {why}.");

    public static Error BadAddress(string address) => new(ErrorKind.Invalid, "host-address-bad", $"'{address}' is not an address the portal can dial.")
    {
        Fix = "Give host:port or [IPv6]:port, port 1 to 65535.",
    };

    public static Error BadName { get; } = new(ErrorKind.Invalid, "host-name-bad", "A host's name is 1 to 63 letters, digits, dots and hyphens.");

    public static Error TooMany { get; } = new(ErrorKind.TooMany, "enroll-too-many", "Too many join requests came from this address.") { Fix = "Wait a minute." };

    public static Error UnknownHost { get; } = new(ErrorKind.NotFound, "host-not-found", "The host that wants to join again is not known to this portal.") { Fix = "Join it as a new host: remove the agent's old identity first." };
}
