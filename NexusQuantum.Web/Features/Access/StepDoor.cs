using NexusQuantum.Web.Data;
using NexusQuantum.Web.Features.Access.Tickets;
using NexusQuantum.Web.Http;

namespace NexusQuantum.Web.Features.Access;

/// <summary>
/// The cookie between a right password and the open session: a sealed ticket that opens the second step and nothing else. It is spent
/// by the step that succeeds, so a copy of it is worthless afterwards.
/// </summary>
internal static class StepDoor
{
    private static readonly TimeSpan StepLife = TimeSpan.FromMinutes(5);

    /// <summary>Finding a phone and scanning takes longer than reading a code.</summary>
    private static readonly TimeSpan SetUpLife = TimeSpan.FromMinutes(15);

    public static void Open(HttpContext context, TicketKind kind, Account account)
    {
        var life = kind == TicketKind.SetUpSecondFactor ? SetUpLife : StepLife;
        var text = context.RequestServices.GetRequiredService<TicketOffice>().Issue(kind, account, life);
        context.Response.Cookies.Append(Name(context), text, Shape(life));
    }

    /// <summary>Whose step it is; null without a good ticket of this kind.</summary>
    public static async Task<StepHolder?> ReadAsync(HttpContext context, TicketKind kind)
    {
        var services = context.RequestServices;
        return services.GetRequiredService<TicketOffice>().Read(kind, context.Request.Cookies[Name(context)]) is { } ticket
            && await services.GetRequiredService<Microsoft.AspNetCore.Identity.UserManager<Account>>().FindByIdAsync(ticket.AccountId.ToString("D")) is { } account
            && ticket.Fits(account) && SignIn.MayEnter(account)
            ? new StepHolder(ticket, account)
            : null;
    }

    /// <summary>Ends the step and opens the session, which keeps by what <paramref name="method"/> it was opened; false when the ticket was spent before.</summary>
    public static async Task<bool> PassAsync(HttpContext context, StepHolder holder, string method)
    {
        context.Response.Cookies.Delete(Name(context), Shape(null));
        if (!await context.RequestServices.GetRequiredService<TicketOffice>().SpendAsync(holder.Ticket, context.RequestAborted))
        {
            return false;
        }

        await SessionDoor.OpenAsync(context, holder.Account, method);
        return true;
    }

    private static string Name(HttpContext context) => CookieNames.Step(context.RequestServices.GetRequiredService<WebOptions>());

    private static CookieOptions Shape(TimeSpan? life) => new() { Path = "/", HttpOnly = true, SameSite = SameSiteMode.Strict, MaxAge = life, IsEssential = true };
}

/// <summary>Somebody between password and session.</summary>
internal sealed record StepHolder(Ticket Ticket, Account Account);
