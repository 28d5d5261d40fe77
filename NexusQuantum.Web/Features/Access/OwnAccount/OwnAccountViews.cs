using NexusQuantum.Web.Features.Access.Passkeys;
using NexusQuantum.Web.Features.Access.SecondFactor;

namespace NexusQuantum.Web.Features.Access.OwnAccount;

/// <summary>How the caller signs in.</summary>
/// <param name="UserName">The name.</param>
/// <param name="HasPassword">Whether there is a password.</param>
/// <param name="AuthenticatorSince">When the authenticator app was set up; null for none.</param>
/// <param name="SecondStep">Whether the person wants to be asked for a second step after the password.</param>
/// <param name="SecondStepRequired">Whether a role demands it.</param>
/// <param name="RecoveryCodesLeft">Recovery codes that are not used.</param>
/// <param name="Passkeys">The passkeys.</param>
public sealed record SecurityView(string UserName, bool HasPassword, DateTimeOffset? AuthenticatorSince, bool SecondStep, bool SecondStepRequired, int RecoveryCodesLeft, IReadOnlyList<PasskeyView> Passkeys);

/// <summary>Body of <c>POST /v1/account/proof</c>.</summary>
internal sealed record ProofRequest(string Password)
{
    /// <summary>Never prints the password.</summary>
    public override string ToString() => nameof(ProofRequest);
}

/// <summary>Says that the caller proved a moment ago who they are; goes along as the header <c>Nexus-Proof</c> with changes of ways to sign in.</summary>
internal sealed record ProofView(string Proof, DateTimeOffset ExpiresAt)
{
    /// <summary>Never prints the proof.</summary>
    public override string ToString() => nameof(ProofView);
}

/// <summary>Body of <c>POST /v1/account/password</c>.</summary>
internal sealed record PasswordChangeRequest(string OldPassword, string NewPassword)
{
    /// <summary>Never prints a password.</summary>
    public override string ToString() => nameof(PasswordChangeRequest);
}

/// <summary>Body of <c>POST /v1/account/authenticator/confirm</c>: the ticket of the offer and the first code.</summary>
internal sealed record AuthenticatorConfirmRequest(string Ticket, string Code)
{
    /// <summary>Never prints the secret in the ticket.</summary>
    public override string ToString() => nameof(AuthenticatorConfirmRequest);
}

/// <summary>Recovery codes, shown this once; empty when there are some already.</summary>
internal sealed record RecoveryCodesView(IReadOnlyList<string> Codes)
{
    /// <summary>Never prints a code.</summary>
    public override string ToString() => nameof(RecoveryCodesView);
}

/// <summary>Body of <c>PUT /v1/account/second-step</c>.</summary>
internal sealed record SecondStepRequest(bool Asked);
