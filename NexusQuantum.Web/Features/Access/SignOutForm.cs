using Microsoft.AspNetCore.Antiforgery;
using NexusQuantum.Domain.Errors;
using NexusQuantum.Web.Http;

namespace NexusQuantum.Web.Features.Access;

/// <summary>The plain form behind "Sign out".</summary>
internal static class SignOutForm
{
    public static async Task<IResult> HandleAsync(HttpContext context, IAntiforgery antiforgery)
    {
        if (!await antiforgery.IsRequestValidAsync(context))
        {
            return new Error(ErrorKind.Invalid, "antiforgery-refused", "The form is stale.") { Fix = "Load the page again." }.ToHttp();
        }

        await SessionDoor.CloseAsync(context);
        return Results.LocalRedirect("/sign-in");
    }
}
