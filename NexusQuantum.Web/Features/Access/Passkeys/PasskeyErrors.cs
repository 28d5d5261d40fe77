using NexusQuantum.Domain.Errors;

namespace NexusQuantum.Web.Features.Access.Passkeys;

internal static class PasskeyErrors
{
    public static Error Refused() => new(ErrorKind.Unauthenticated, "passkey-refused", "This passkey was not accepted.") { Fix = "Try again; if it was deleted here, sign in with the password." };

    public static Error TooLate() => new(ErrorKind.Conflict, "passkey-too-late", "That took too long, or was done already.") { Fix = "Try again." };

    public static Error NotMade() => new(ErrorKind.Invalid, "passkey-invalid", "The browser's answer does not make a passkey for this portal.") { Fix = "Open the portal by the address it is published under (MANAGER_BASE) and try again." };

    public static Error NotFound(Guid id) => new(ErrorKind.NotFound, "passkey-not-found", $"You have no passkey {id}.");

    public static Error BadName() => new(ErrorKind.Invalid, "passkey-name-invalid", "A passkey's name has 1 to 60 characters.")
    {
        Fields = new Dictionary<string, string[]>(StringComparer.Ordinal) { ["name"] = ["A name has 1 to 60 characters."] },
    };

    public static Error TooMany(int most) => new(ErrorKind.Conflict, "passkey-limit", $"An account has at most {most} passkeys.") { Fix = "Delete some first." };
}
