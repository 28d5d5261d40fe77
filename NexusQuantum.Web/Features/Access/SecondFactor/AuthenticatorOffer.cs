namespace NexusQuantum.Web.Features.Access.SecondFactor;

/// <summary>A secret for an authenticator app, good once a code of it comes back.</summary>
/// <param name="Ticket">Goes back with the code; holds for 15 minutes.</param>
/// <param name="Secret">For typing into the app (Base32).</param>
/// <param name="Uri">What its QR code says.</param>
public sealed record AuthenticatorOffer(string Ticket, string Secret, string Uri)
{
    /// <summary>Never prints the secret.</summary>
    public override string ToString() => nameof(AuthenticatorOffer);
}
