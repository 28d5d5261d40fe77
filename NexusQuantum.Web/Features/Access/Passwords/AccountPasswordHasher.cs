using Microsoft.AspNetCore.Identity;
using Microsoft.Extensions.Options;
using NexusQuantum.Web.Data;

namespace NexusQuantum.Web.Features.Access.Passwords;

/// <summary>Identity's PBKDF2-HMAC-SHA512 over the whole password in one Unicode form: nothing is cut off, whatever the length.</summary>
internal sealed class AccountPasswordHasher(IOptions<PasswordHasherOptions> options) : PasswordHasher<Account>(options)
{
    public override string HashPassword(Account user, string password) => base.HashPassword(user, Nfc.Of(password));

    public override PasswordVerificationResult VerifyHashedPassword(Account user, string hashedPassword, string providedPassword)
        => base.VerifyHashedPassword(user, hashedPassword, Nfc.Of(providedPassword));
}
