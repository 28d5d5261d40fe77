using Microsoft.AspNetCore.Components;

namespace NexusQuantum.Web.Features.Access.Pages;

/// <summary>Sign-in as plain HTML with a posted form: a circuit cannot set a cookie.</summary>
public sealed partial class SignInPage
{
    private string? _problem;

    [SupplyParameterFromForm(FormName = "sign-in")]
    private Credentials? Posted { get; set; }

    [SupplyParameterFromQuery]
    private string? ReturnUrl { get; set; }

    [CascadingParameter]
    private HttpContext Context { get; set; } = null!; // always there in a page that is rendered per request

    [Inject]
    private IServiceProvider Services { get; set; } = null!; // injected before any use

    [Inject]
    private NavigationManager Navigation { get; set; } = null!; // injected before any use

    private bool PlainHttp => Services.GetRequiredService<WebOptions>().PlainHttp;

    private Credentials Form => Posted ??= new Credentials();

    protected override async Task OnInitializedAsync()
    {
        if (await Services.GetRequiredService<SetUpCode>().IsOpenAsync(Context.RequestAborted))
        {
            Navigation.NavigateTo("/setup");
        }
        else if (HttpMethods.IsGet(Context.Request.Method) && Context.User.Identity?.IsAuthenticated == true)
        {
            Navigation.NavigateTo(Target());
        }
    }

    private async Task PostAsync()
    {
        var account = await Services.GetRequiredService<SignIn>().CheckAsync(Form.UserName, Form.Password, Context.Connection.RemoteIpAddress, Context.RequestAborted);
        if (!account.Ok)
        {
            _problem = account.Error.Message;
            return;
        }

        await SessionDoor.OpenAsync(Context, account.Value);
        Navigation.NavigateTo(Target());
    }

    /// <summary>Paths of this portal only: a link to the sign-in page must not send people elsewhere afterwards.</summary>
    private string Target()
        => ReturnUrl is { Length: > 0 and < 2000 } url && url[0] == '/' && (url.Length == 1 || url[1] is not ('/' or '\\')) && !url.Any(char.IsControl) ? url : "/";

    /// <summary>The posted form.</summary>
    public sealed class Credentials
    {
        public string? UserName { get; set; }

        public string? Password { get; set; }
    }
}
