using NexusQuantum.Domain.Access;
using NexusQuantum.Domain.Errors;

namespace NexusQuantum.Web.Features.Access.SecondFactor;

internal static class SecondFactorErrors
{
    public static Error Required(Factors factors) => new(ErrorKind.Unauthenticated, "second-factor-required", "The password is right; a second step is needed.")
    {
        Fix = factors.App
            ? "Send the code of the authenticator app, or a recovery code, as 'code' beside the password."
            : "Send a recovery code as 'code' beside the password, or sign in with a passkey in the browser and make a token under Access.",
    };

    public static Error SetUpRequired() => new(ErrorKind.Forbidden, "second-factor-setup-required", "Your role needs a second factor, and none is set up.")
    {
        Fix = "Sign in once in the browser: it leads you through it.",
    };

    public static Error WrongCode() => new(ErrorKind.Unauthenticated, "second-factor-wrong", "The code is wrong or was used already.") { Fix = "Take the code that the app shows now, or another recovery code." };

    public static Error WrongFirstCode() => new(ErrorKind.Invalid, "authenticator-code-wrong", "This is not the code that the app shows now.") { Fix = "Check that the clock of the phone is right, and type the newest code." };

    public static Error OfferGone() => new(ErrorKind.Conflict, "authenticator-offer-gone", "This QR code is too old or was used already.") { Fix = "Begin again." };

    public static Error NothingToRemove() => new(ErrorKind.NotFound, "authenticator-not-set-up", "No authenticator app is set up.");

    public static Error NothingToAsk() => new(ErrorKind.Conflict, "second-factor-missing", "There is nothing to ask for yet.") { Fix = "Add a passkey or set up an authenticator app first." };

    public static Error Demanded() => new(ErrorKind.Conflict, "second-factor-demanded", "Your role needs a second factor, and this is the last one.") { Fix = "Set up another one first." };

    public static Error RoleNotFound(RoleId role) => new(ErrorKind.NotFound, "role-not-found", $"There is no role {role}.");
}
