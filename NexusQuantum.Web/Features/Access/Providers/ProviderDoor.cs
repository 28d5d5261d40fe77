using Microsoft.AspNetCore.Antiforgery;
using NexusQuantum.Domain.Access;
using NexusQuantum.Domain.Errors;
using NexusQuantum.Web.Features.Access.Pages;
using NexusQuantum.Web.Features.Access.Sessions;
using NexusQuantum.Web.Http;

namespace NexusQuantum.Web.Features.Access.Providers;

/// <summary>The ways of a browser to a provider and back.</summary>
internal static class ProviderDoor
{
    private const string SwitchedOff = "The provider was switched off meanwhile.";

    public static void Map(IEndpointRouteBuilder routes)
    {
        // Public: this is how one comes in. The first takes a form of the sign-in page only, the second an answer to a way begun in the same browser.
        var door = routes.MapGroup("").AllowAnonymous().ExcludeFromDescription();
        door.MapPost(ProviderPaths.StartRoute, StartAsync);
        door.MapGet(ProviderPaths.CallbackRoute, BackAsync);

        // A link and not a form: browsers would hold a form to the policy of the page that was loaded before the provider was known.
        routes.MapGet(ProviderPaths.TestRoute, TestAsync).ExcludeFromDescription().Needs(Permission.AccessAdminister);
    }

    private static async Task StartAsync(string slug, HttpContext context, IAntiforgery antiforgery, ProviderBook book, ProviderProtocol protocol, RateGate gate)
    {
        if (!await antiforgery.IsRequestValidAsync(context))
        {
            await EmptyAnswers.WriteAsync(context, new Error(ErrorKind.Invalid, "antiforgery-refused", "The form is stale.") { Fix = "Load the page again." });
        }
        else if (gate.Spend(RateLimits.Provider, context.Connection.RemoteIpAddress) is { } many)
        {
            await EmptyAnswers.WriteAsync(context, many);
        }
        else if (await book.FindAsync(slug, context.RequestAborted) is not { IsOpen: true } provider)
        {
            await EmptyAnswers.WriteAsync(context, ProviderErrors.NotFound(slug));
        }
        else
        {
            var target = ReturnPath.Of((await context.Request.ReadFormAsync(context.RequestAborted))["returnUrl"]);
            if (await protocol.SendAsync(provider, ProviderAnswer.SignIn(target), context) is { } reason)
            {
                await FailAsync(context, provider, reason);
            }
        }
    }

    private static async Task TestAsync(Guid id, HttpContext context, ProviderBook book, ProviderProtocol protocol)
    {
        var caller = context.User.ToCaller();
        if (caller.WhyNot(Permission.AccessAdminister) is { } why)
        {
            await EmptyAnswers.WriteAsync(context, why);
        }
        else if (await book.FindAsync(id, context.RequestAborted) is not { } provider)
        {
            await EmptyAnswers.WriteAsync(context, ProviderErrors.NotFound(id.ToString("D")));
        }
        else if (await protocol.SendAsync(provider, ProviderAnswer.Test(caller.UserId), context) is { } reason)
        {
            await NoteAsync(context, caller, provider, new ProviderAnswer(null, null, reason));
        }
    }

    private static async Task BackAsync(string slug, HttpContext context, ProviderBook book, ProviderProtocol protocol, ProviderSignIn signIn, RateGate gate)
    {
        context.Response.Headers.CacheControl = "no-store";
        if (gate.Spend(RateLimits.Provider, context.Connection.RemoteIpAddress) is { } many)
        {
            await EmptyAnswers.WriteAsync(context, many);
            return;
        }

        if (await book.FindAsync(slug, context.RequestAborted) is not { } provider)
        {
            await EmptyAnswers.WriteAsync(context, ProviderErrors.NotFound(slug));
            return;
        }

        var answer = await protocol.TakeAsync(provider, context);
        if (answer.Tester is { } tester)
        {
            // Only the administrator who began the test, still signed in and still one, sees and sets what came of it.
            if (context.User.TryCaller() is { } caller && caller.UserId == tester && caller.WhyNot(Permission.AccessAdminister) is null)
            {
                await NoteAsync(context, caller, provider, answer);
                return;
            }

            await EmptyAnswers.WriteAsync(context, ProviderErrors.Refused(provider.Name));
        }
        else if (answer.Person is { } person && provider.IsOpen)
        {
            var account = await signIn.RunAsync(provider, new ReceivedClaims(person.Claims), context.Connection.RemoteIpAddress?.ToString(), context.RequestAborted);
            if (!account.Ok)
            {
                await EmptyAnswers.WriteAsync(context, account.Error);
                return;
            }

            if (await SessionDoor.OpenAsync(context, account.Value, new SessionMethod($"single sign-on by {provider.Name}", provider.Id)))
            {
                context.Response.Redirect(ReturnPath.Of(answer.Target));
            }
            else
            {
                await FailAsync(context, provider, SwitchedOff);
            }
        }
        else
        {
            // What is not of a way begun here is answered and not written down: anybody could fill the audit with it.
            await FailAsync(context, provider, answer.Round is null ? null : answer.Failure ?? SwitchedOff);
        }
    }

    private static async Task FailAsync(HttpContext context, SignInProvider provider, string? reason)
    {
        if (reason is not null)
        {
            await context.RequestServices.GetRequiredService<ProviderSignIn>().FailedAsync(provider, reason, context.Connection.RemoteIpAddress?.ToString(), context.RequestAborted);
        }

        await EmptyAnswers.WriteAsync(context, ProviderErrors.Refused(provider.Name));
    }

    private static async Task NoteAsync(HttpContext context, Caller caller, SignInProvider provider, ProviderAnswer answer)
    {
        var services = context.RequestServices;
        var problem = answer.Person is null ? answer.Failure ?? "It failed." : null;
        var result = new ProviderTest(services.GetRequiredService<TimeProvider>().GetUtcNow(), caller.Name, problem, new ReceivedClaims(answer.Person?.Claims ?? []).Shown);
        await services.GetRequiredService<ProviderBook>().TestedAsync(caller, provider, result, context.RequestAborted);
        context.Response.Redirect(ProviderPaths.Tested(provider.Id));
    }
}
