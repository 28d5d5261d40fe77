namespace NexusQuantum.Web.Features.Access.Tickets;

/// <summary>What a <see cref="Ticket"/> is good for, and nothing else.</summary>
internal enum TicketKind
{
    /// <summary>The password was right; the second step is to come.</summary>
    SecondStep,

    /// <summary>The password was right; a second factor must be set up before anything else.</summary>
    SetUpSecondFactor,

    /// <summary>Holds the secret of an authenticator app until the first code proves that the app has it.</summary>
    Authenticator,

    /// <summary>The challenge of a sign-in by passkey alone.</summary>
    PasskeySignIn,

    /// <summary>The challenge of a passkey after the password.</summary>
    PasskeySecondStep,

    /// <summary>The challenge of a new passkey.</summary>
    PasskeyAdd,

    /// <summary>The challenge of a passkey that proves anew who sits there.</summary>
    PasskeyProof,

    /// <summary>Somebody proved a moment ago who they are; opens changes of their ways to sign in.</summary>
    Proof,
}
