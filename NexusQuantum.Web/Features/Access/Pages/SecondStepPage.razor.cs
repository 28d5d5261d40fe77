using Microsoft.AspNetCore.Components;
using NexusQuantum.Web.Features.Access.Passkeys;
using NexusQuantum.Web.Features.Access.SecondFactor;
using NexusQuantum.Web.Features.Access.Tickets;

namespace NexusQuantum.Web.Features.Access.Pages;

/// <summary>After the password: a code of the app, a recovery code or a passkey.</summary>
public sealed partial class SecondStepPage
{
    private StepHolder? _holder;
    private Factors _factors = new(false, 0, false, false);
    private string? _problem;
    private string? _passkeyProblem;

    [SupplyParameterFromForm(FormName = "second")]
    private CodeForm? Posted { get; set; }

    [SupplyParameterFromForm(FormName = "passkey")]
    private PasskeyForm? Answer { get; set; }

    [SupplyParameterFromQuery]
    private string? ReturnUrl { get; set; }

    /// <summary><c>recovery</c> for the field of a recovery code.</summary>
    [SupplyParameterFromQuery]
    private string? With { get; set; }

    [CascadingParameter]
    private HttpContext Context { get; set; } = null!; // always there in a page that is rendered per request

    [Inject]
    private IServiceProvider Services { get; set; } = null!; // injected before any use

    [Inject]
    private NavigationManager Navigation { get; set; } = null!; // injected before any use

    private string? Why => PasskeyPlace.WhyNot(new Uri(Navigation.BaseUri), Services.GetRequiredService<WebOptions>().Base);

    /// <summary>Without an app there is nothing else to type.</summary>
    private bool ByRecovery => With == "recovery" || !_factors.App;

    private string RecoveryHref => ReturnPath.Keep("/sign-in/second", ReturnUrl) is var step && step.Contains('?', StringComparison.Ordinal) ? step + "&with=recovery" : step + "?with=recovery";

    protected override async Task OnInitializedAsync()
    {
        _holder = await StepDoor.ReadAsync(Context, TicketKind.SecondStep);
        if (_holder is null)
        {
            Navigation.NavigateTo(ReturnPath.Keep("/sign-in", ReturnUrl));
            return;
        }

        _factors = await Services.GetRequiredService<SecondFactors>().OfAsync(_holder.Account.Id, Context.RequestAborted);
    }

    private async Task PostAsync()
    {
        if (_holder is { } holder)
        {
            var right = await Services.GetRequiredService<SecondFactors>().CheckCodeAsync(holder.Account, Posted?.Code, Context.Connection.RemoteIpAddress, Context.RequestAborted);
            _problem = right.Error?.Message;
            if (right.Ok)
            {
                await EnterAsync(holder, "password+code");
            }
        }
    }

    private async Task PasskeyAsync()
    {
        if (_holder is { } holder)
        {
            var right = await Services.GetRequiredService<PasskeyCeremony>().CheckAsync(TicketKind.PasskeySecondStep, holder.Account, (Answer ?? new PasskeyForm()).Answer, Context);
            _passkeyProblem = right.Error?.Message;
            if (right.Ok)
            {
                await EnterAsync(holder, "password+passkey");
            }
        }
    }

    private async Task EnterAsync(StepHolder holder, string method)
        => Navigation.NavigateTo(await StepDoor.PassAsync(Context, holder, method) ? ReturnPath.Of(ReturnUrl) : ReturnPath.Keep("/sign-in", ReturnUrl));

    /// <summary>The posted form.</summary>
    public sealed class CodeForm
    {
        public string? Code { get; set; }
    }
}
