using Microsoft.AspNetCore.Components;
using NexusQuantum.Web.Features.Access.Passkeys;
using NexusQuantum.Web.Features.Access.Providers;
using NexusQuantum.Web.Features.Access.Tickets;

namespace NexusQuantum.Web.Features.Access.Pages;

/// <summary>Sign-in as plain HTML with posted forms: a circuit cannot set a cookie.</summary>
public sealed partial class SignInPage
{
    private string? _problem;
    private string? _passkeyProblem;
    private IReadOnlyList<(string Slug, string Name)> _providers = [];

    [SupplyParameterFromForm(FormName = "sign-in")]
    private Credentials? Posted { get; set; }

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

    private bool PlainHttp => Services.GetRequiredService<WebOptions>().PlainHttp;

    private string? Why => PasskeyPlace.WhyNot(new Uri(Navigation.BaseUri), Services.GetRequiredService<WebOptions>().Base);

    private Credentials Form => Posted ??= new Credentials();

    protected override async Task OnInitializedAsync()
    {
        if (await Services.GetRequiredService<SetUpCode>().IsOpenAsync(Context.RequestAborted))
        {
            Navigation.NavigateTo("/setup");
        }
        else if (HttpMethods.IsGet(Context.Request.Method) && Context.User.Identity?.IsAuthenticated == true)
        {
            Navigation.NavigateTo(ReturnPath.Of(ReturnUrl));
        }
        else
        {
            _providers = await Services.GetRequiredService<ProviderBook>().OpenAsync(Context.RequestAborted);
        }
    }

    private async Task PostAsync()
    {
        var account = await Services.GetRequiredService<SignIn>().CheckAsync(Form.UserName, Form.Password, Context.Connection.RemoteIpAddress, Context.RequestAborted);
        if (account.Ok)
        {
            Navigation.NavigateTo(await AfterPassword.GoOnAsync(Context, account.Value, ReturnUrl));
        }
        else
        {
            _problem = account.Error.Message;
        }
    }

    /// <summary>A passkey is two factors by itself: the device, and what unlocks it. Nothing more is asked.</summary>
    private async Task PasskeyAsync()
    {
        var account = await Services.GetRequiredService<PasskeyCeremony>().CheckAsync(TicketKind.PasskeySignIn, null, (Answer ?? new PasskeyForm()).Answer, Context);
        if (!account.Ok)
        {
            _passkeyProblem = account.Error.Message;
            return;
        }

        await SessionDoor.OpenAsync(Context, account.Value, "passkey");
        Navigation.NavigateTo(ReturnPath.Of(ReturnUrl));
    }

    /// <summary>The posted form.</summary>
    public sealed class Credentials
    {
        public string? UserName { get; set; }

        public string? Password { get; set; }
    }
}
