using System.Globalization;
using Microsoft.AspNetCore.Identity;
using NexusQuantum.Domain.Errors;

namespace NexusQuantum.Web.Features.Access;

internal static class AccessErrors
{
    public static Error WrongCredentials() => new(ErrorKind.Unauthenticated, "credentials-wrong", "User name or password is wrong.")
    {
        Fix = "After 5 wrong tries there is a pause that grows. On the host, 'nexus-portal admin reset' gives a new password.",
    };

    public static Error Paused(TimeSpan wait) => new(ErrorKind.TooMany, "sign-in-paused", $"Too many tries; this way of signing in is paused for {Words(wait)}.")
    {
        Fix = "Wait and try again; a passkey is never paused.",
        RetryAfter = wait,
    };

    public static Error Busy() => new(ErrorKind.TooMany, "sign-in-busy", "Too many people sign in just now.") { Fix = "Try again in a few seconds." };

    public static Error SetUpDone() => new(ErrorKind.NotFound, "setup-done", "The first administrator exists; set-up is closed.") { Fix = "Sign in, or run 'nexus-portal admin reset' on the host." };

    public static Error WrongCode() => new(ErrorKind.Forbidden, "setup-code-wrong", "The set-up code is wrong.") { Fix = "It was printed by ./deploy/up.sh and is in the file setup-code of the data directory." };

    public static Error TooManyTokens(int most) => new(ErrorKind.Conflict, "token-limit", $"An account holds at most {most} tokens.") { Fix = "Delete some with DELETE /v1/tokens/{id}." };

    public static Error TokenNotFound(Guid id) => new(ErrorKind.NotFound, "token-not-found", $"There is no token {id} of this account.");

    public static Error TokenLimited() => new(ErrorKind.Forbidden, "token-limited", "A token with a limited scope or for some projects only changes nothing about its account: no tokens, sessions or names.")
    {
        Fix = "Do it in the browser, or with a token of scope administer that is for all projects.",
    };

    public static Error BadToken(Dictionary<string, string[]> fields) => new(ErrorKind.Invalid, "token-invalid", "The token cannot be made as asked.") { Fields = fields };

    private static string Words(TimeSpan wait)
        => wait > TimeSpan.FromSeconds(90) ? string.Create(CultureInfo.InvariantCulture, $"{Math.Ceiling(wait.TotalMinutes)} minutes")
            : Math.Max(1, Math.Ceiling(wait.TotalSeconds)) is var seconds && seconds is 1 ? "a second" : string.Create(CultureInfo.InvariantCulture, $"{seconds} seconds");

    /// <summary>Identity's own findings, by the field they are about.</summary>
    public static Error BadAccount(IEnumerable<IdentityError> errors)
    {
        var fields = errors.GroupBy(error => error.Code.StartsWith("Password", StringComparison.Ordinal) ? "password" : "userName", StringComparer.Ordinal)
            .ToDictionary(group => group.Key, group => group.Select(error => error.Description).ToArray(), StringComparer.Ordinal);
        return new Error(ErrorKind.Invalid, "account-invalid", string.Join(' ', fields.Values.SelectMany(texts => texts))) { Fields = fields };
    }
}
