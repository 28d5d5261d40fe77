namespace NexusQuantum.Web.Features.Access.SecondFactor;

/// <summary>What an account has to prove itself with after its password.</summary>
/// <param name="App">An authenticator app is set up.</param>
/// <param name="Passkeys">How many passkeys it has.</param>
/// <param name="Asked">Its person wants to be asked.</param>
/// <param name="Required">One of its roles demands it.</param>
internal sealed record Factors(bool App, int Passkeys, bool Asked, bool Required)
{
    public bool Any => App || Passkeys > 0;

    /// <summary>What follows a right password.</summary>
    public NextStep Next => Required && !Any ? NextStep.SetUp : (Required || Asked) && Any ? NextStep.Second : NextStep.Open;
}

/// <summary>What follows a right password.</summary>
internal enum NextStep
{
    /// <summary>Nothing: the session is opened.</summary>
    Open,

    /// <summary>A code, a passkey or a recovery code.</summary>
    Second,

    /// <summary>A second factor has to be set up first.</summary>
    SetUp,
}
