using Microsoft.AspNetCore.Identity;
using Microsoft.Extensions.Options;

namespace NexusQuantum.Web.Features.Access.Passkeys;

/// <summary>
/// What the portal asks of passkeys: made and used at its own origin, found by the browser without a user name, and unlocked by
/// finger, face or PIN each time, so that each is good alone.
/// </summary>
internal sealed class PasskeyOrigin(WebOptions options) : IConfigureOptions<IdentityPasskeyOptions>
{
    public static readonly TimeSpan Life = TimeSpan.FromMinutes(5);

    public void Configure(IdentityPasskeyOptions options)
    {
        options.UserVerificationRequirement = "required";
        options.ResidentKeyRequirement = "required";
        options.AuthenticatorTimeout = Life;
        options.ValidateOrigin = context => ValueTask.FromResult(!context.CrossOrigin && IsOurs(context.HttpContext.Request, context.Origin));
    }

    /// <summary>
    /// The address we were asked by or are published under, whole. Identity compares with the Origin header only, which a relay writes
    /// as it likes: a page on another port or a lower domain of our host could then collect a passkey's answer for us.
    /// </summary>
    private bool IsOurs(HttpRequest request, string origin)
        => string.Equals(origin, $"{request.Scheme}://{request.Host}", StringComparison.OrdinalIgnoreCase)
            || (options.Base is { } known && string.Equals(origin, known.GetLeftPart(UriPartial.Authority), StringComparison.OrdinalIgnoreCase));
}
