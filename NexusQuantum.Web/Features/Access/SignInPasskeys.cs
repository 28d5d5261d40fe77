using Microsoft.AspNetCore.Http.HttpResults;
using NexusQuantum.Web.Features.Access.Passkeys;
using NexusQuantum.Web.Features.Access.Tickets;
using NexusQuantum.Web.Http;

namespace NexusQuantum.Web.Features.Access;

/// <summary>What the scripts of the sign-in pages ask for before they turn to the browser's passkeys. Changes nothing; the answers go by forms.</summary>
internal static class SignInPasskeys
{
    public const string SignIn = "/sign-in/passkey";
    public const string Second = "/sign-in/second/passkey";
    public const string SetUp = "/sign-in/enrol/passkey";

    public static void Map(IEndpointRouteBuilder routes)
    {
        // Public: this is how one comes in. The second and third answer only to the holder of a step's ticket.
        var door = routes.MapGroup("").AllowAnonymous().ExcludeFromDescription();
        door.MapGet(SignIn, async (HttpContext context, PasskeyCeremony ceremony) => Fresh(context, await ceremony.AskAsync(TicketKind.PasskeySignIn, null, context)));
        door.MapGet(Second, SecondAsync);
        door.MapGet(SetUp, SetUpAsync);
    }

    private static async Task<Results<Ok<PasskeyOptionsView>, ProblemResult>> SecondAsync(HttpContext context, PasskeyCeremony ceremony)
        => await StepDoor.ReadAsync(context, TicketKind.SecondStep) is { } holder
            ? Fresh(context, await ceremony.AskAsync(TicketKind.PasskeySecondStep, holder.Account, context))
            : PasskeyErrors.TooLate().ToHttp();

    private static async Task<Results<Ok<PasskeyOptionsView>, ProblemResult>> SetUpAsync(HttpContext context, PasskeyCeremony ceremony)
        => await StepDoor.ReadAsync(context, TicketKind.SetUpSecondFactor) is { } holder
            ? Fresh(context, await ceremony.AskNewAsync(holder.Account, context))
            : PasskeyErrors.TooLate().ToHttp();

    private static Ok<PasskeyOptionsView> Fresh(HttpContext context, PasskeyOptionsView options)
    {
        context.Response.Headers.CacheControl = "no-store";
        return TypedResults.Ok(options);
    }
}
