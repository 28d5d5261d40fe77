using Microsoft.AspNetCore.Identity;
using NexusQuantum.Domain.Errors;

namespace NexusQuantum.Web.Features.Access.OwnAccount;

internal static class OwnAccountErrors
{
    public static Error ProofRequired() => new(ErrorKind.Forbidden, "proof-required", "This needs your password or passkey again.")
    {
        Fix = "Send the proof of POST /v1/account/proof as the header Nexus-Proof; it is good for five minutes.",
    };

    public static Error WrongPassword(string field) => new(ErrorKind.Invalid, "password-wrong", "The password is wrong.")
    {
        Fields = new Dictionary<string, string[]>(StringComparer.Ordinal) { [field] = ["The password is wrong."] },
    };

    public static Error BadTheme() => new(ErrorKind.Invalid, "account-invalid", "There is no such theme.")
    {
        Fields = new Dictionary<string, string[]>(StringComparer.Ordinal) { ["theme"] = ["A theme is dark or light; null leaves it to the browser."] },
    };

    public static Error BadTimeZone() => new(ErrorKind.Invalid, "account-invalid", "There is no such time zone.")
    {
        Fields = new Dictionary<string, string[]>(StringComparer.Ordinal) { ["timeZone"] = ["A time zone is an IANA name such as Europe/Berlin; null leaves it to the browser."] },
    };

    public static Error Gone() => new(ErrorKind.Unauthenticated, "not-signed-in", "This account is gone.");

    /// <summary>What the rules say about a new password.</summary>
    public static Error BadPassword(IEnumerable<IdentityError> errors)
    {
        string[] texts = [.. errors.Select(error => error.Description)];
        return new Error(ErrorKind.Invalid, "account-invalid", string.Join(' ', texts)) { Fields = new Dictionary<string, string[]>(StringComparer.Ordinal) { ["newPassword"] = texts } };
    }
}
