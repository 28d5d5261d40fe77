using System.Collections.Immutable;
using Microsoft.AspNetCore.Components;
using NexusQuantum.Web.Features.Access.Passkeys;
using NexusQuantum.Web.Features.Access.SecondFactor;
using NexusQuantum.Web.Features.Access.Tickets;

namespace NexusQuantum.Web.Features.Access.Pages;

/// <summary>Leads a person whose role needs a second factor through setting one up; the session opens with it.</summary>
public sealed partial class EnrolPage
{
    private StepHolder? _holder;
    private AuthenticatorOffer? _offer;
    private ImmutableArray<string> _codes;
    private string? _problem;
    private string? _passkeyProblem;

    [SupplyParameterFromForm(FormName = "app")]
    private AppForm? Posted { get; set; }

    [SupplyParameterFromForm(FormName = "passkey")]
    private PasskeyForm? Answer { get; set; }

    [SupplyParameterFromQuery]
    private string? ReturnUrl { get; set; }

    [CascadingParameter]
    private HttpContext Context { get; set; } = null!; // always there in a page that is rendered per request

    [Inject]
    private IServiceProvider Services { get; set; } = null!; // injected before any use

    [Inject]
    private NavigationManager Navigation { get; set; } = null!; // injected before any use

    private string? Why => PasskeyPlace.WhyNot(new Uri(Navigation.BaseUri), Services.GetRequiredService<WebOptions>().Base);

    private Enrolment Enrolment => Services.GetRequiredService<Enrolment>();

    private AuthenticatorApps Apps => Services.GetRequiredService<AuthenticatorApps>();

    protected override async Task OnInitializedAsync()
    {
        _holder = await StepDoor.ReadAsync(Context, TicketKind.SetUpSecondFactor);
        if (_holder is null || (await Services.GetRequiredService<SecondFactors>().OfAsync(_holder.Account.Id, Context.RequestAborted)).Any)
        {
            // Another window was quicker: a ticket for setting up must not add a second factor beside one that is there.
            _holder = null;
            Navigation.NavigateTo(ReturnPath.Keep("/sign-in", ReturnUrl));
            return;
        }

        // After a wrong code the same secret stands there: the app has it already.
        _offer = Apps.Again(_holder.Account, Posted?.Ticket) ?? Apps.Offer(_holder.Account);
    }

    private async Task PostAsync()
    {
        if (_holder is { } holder)
        {
            var codes = await Enrolment.AppAsync(holder.Account, Posted?.Ticket, Posted?.Code, Context);
            _problem = codes.Error?.Message;
            if (codes.Ok)
            {
                await EnterAsync(holder, "password+code", codes.Value);
            }
        }
    }

    private async Task PasskeyAsync()
    {
        if (_holder is { } holder)
        {
            var answer = Answer ?? new PasskeyForm();
            var codes = await Enrolment.PasskeyAsync(holder.Account, new NewPasskeyRequest(answer.PasskeyName ?? "", answer.Credential ?? "", answer.State ?? ""), Context);
            _passkeyProblem = codes.Error?.Message;
            if (codes.Ok)
            {
                await EnterAsync(holder, "password+passkey", codes.Value);
            }
        }
    }

    private async Task EnterAsync(StepHolder holder, string method, ImmutableArray<string> codes)
    {
        if (await StepDoor.PassAsync(Context, holder, method))
        {
            _codes = codes;
        }
        else
        {
            Navigation.NavigateTo(ReturnPath.Keep("/sign-in", ReturnUrl));
        }
    }

    /// <summary>The posted form.</summary>
    public sealed class AppForm
    {
        public string? Ticket { get; set; }

        public string? Code { get; set; }
    }
}
