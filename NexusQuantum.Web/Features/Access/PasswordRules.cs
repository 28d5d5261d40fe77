using Microsoft.AspNetCore.Identity;
using NexusQuantum.Web.Data;
using NexusQuantum.Web.Features.Access.Passwords;

namespace NexusQuantum.Web.Features.Access;

/// <summary>Length and not being the first thing an attacker tries; no rules about kinds of characters (NIST SP 800-63B, 3.1.1.2).</summary>
internal sealed class PasswordRules : IPasswordValidator<Account>
{
    public const int Shortest = 12;
    public const int Longest = 200;

    /// <summary>Rounds of PBKDF2-HMAC-SHA512, as OWASP's Password Storage Cheat Sheet asks; older hashes are made anew at the next sign-in.</summary>
    public const int Iterations = 210_000;

    private static readonly HashSet<string> Common = ReadCommon();

    public Task<IdentityResult> ValidateAsync(UserManager<Account> manager, Account user, string? password)
    {
        var text = Nfc.Of(password ?? "").ToLowerInvariant();
        return Task.FromResult(
            text.EnumerateRunes().Count() < Shortest ? Fail("PasswordTooShort", $"A password has at least {Shortest} characters.")
            : text.Length > Longest ? Fail("PasswordTooLong", $"A password has at most {Longest} characters.")
            : Common.Contains(text) || Common.Contains(text.TrimEnd('0', '1', '2', '3', '4', '5', '6', '7', '8', '9', '!', '.')) ? Fail("PasswordCommon", "This password is on the list of common ones; attackers try those first.")
            : user.UserName is { Length: >= 3 } name && text.Contains(name.ToLowerInvariant(), StringComparison.Ordinal) ? Fail("PasswordHoldsName", "The password must not hold the user name.")
            : IdentityResult.Success);
    }

    private static IdentityResult Fail(string code, string text) => IdentityResult.Failed(new IdentityError { Code = code, Description = text });

    private static HashSet<string> ReadCommon()
    {
        using var stream = typeof(PasswordRules).Assembly.GetManifestResourceStream("common-passwords.txt") ?? throw new InvalidOperationException("The list of common passwords is missing from the build.");
        using var reader = new StreamReader(stream);
        return [.. reader.ReadToEnd().Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries).Where(line => !line.StartsWith('#'))];
    }
}
