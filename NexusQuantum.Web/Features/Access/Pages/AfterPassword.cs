using NexusQuantum.Web.Data;
using NexusQuantum.Web.Features.Access.SecondFactor;
using NexusQuantum.Web.Features.Access.Tickets;

namespace NexusQuantum.Web.Features.Access.Pages;

/// <summary>Where somebody goes after a right password: in, to the second step, or to setting one up.</summary>
internal static class AfterPassword
{
    public static async Task<string> GoOnAsync(HttpContext context, Account account, string? returnUrl)
    {
        switch ((await context.RequestServices.GetRequiredService<SecondFactors>().OfAsync(account.Id, context.RequestAborted)).Next)
        {
            case NextStep.Second:
                StepDoor.Open(context, TicketKind.SecondStep, account);
                return ReturnPath.Keep("/sign-in/second", returnUrl);
            case NextStep.SetUp:
                StepDoor.Open(context, TicketKind.SetUpSecondFactor, account);
                return ReturnPath.Keep("/sign-in/enrol", returnUrl);
            default:
                await SessionDoor.OpenAsync(context, account);
                return ReturnPath.Of(returnUrl);
        }
    }
}
