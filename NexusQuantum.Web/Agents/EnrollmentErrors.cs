using NexusQuantum.Domain.Errors;
using NexusQuantum.Domain.Hosts;

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

    public static Error Foreign { get; } = new(ErrorKind.Unauthenticated, "join-token-foreign", "This join token is not one of this portal's: another portal made it.") { Fix = "Give the address of the portal that made it (--manager), or make a new token here (Hosts, Add host)." };

    public static Error HostGone { get; } = new(ErrorKind.Conflict, "join-token-host-gone", "This join token is for a host that was removed from the portal since.") { Fix = "Join it as a new host (Hosts, Add host)." };

    public static Error OtherHost(string tokens, HostId asker) => new(ErrorKind.Conflict, "join-token-other-host", $"This join token is for {tokens} to join again, and this machine is host {asker}.")
    {
        Fix = "Run it on that host, or make a token for this one (its page, Re-join). To make this machine that host all the same, run the line with --anew at its end.",
    };

    public static Error Unproven(string host) => new(ErrorKind.Conflict, "host-identity-unproven", $"This machine says it is {host}, but holds another certificate than the one {host} is known by: it joined again elsewhere, or this is an old copy.")
    {
        Fix = $"Where this is the right machine, open the page of {host}, choose Re-join, and run the line it shows. To join it as a new host, run the line with --anew at its end.",
    };

    public static Error Renewing(string host) => new(ErrorKind.Conflict, "host-certificate-renewing", $"The certificate of {host} is being renewed now.") { Fix = "Wait two minutes." };
}
