using Microsoft.AspNetCore.Components;
using NexusQuantum.Web.Features.Access.People;

namespace NexusQuantum.Web.Features.Access.Pages;

/// <summary>The first password of an invited or reset account; plain HTML with a posted form. The secret comes from behind the address's <c>#</c>.</summary>
public sealed partial class JoinPage
{
    private string? _problem;
    private string? _password;
    private string? _again;

    [SupplyParameterFromForm(FormName = "join")]
    private Answers? Posted { get; set; }

    [CascadingParameter]
    private HttpContext Context { get; set; } = null!; // always there in a page that is rendered per request

    [Inject]
    private IServiceProvider Services { get; set; } = null!; // injected before any use

    [Inject]
    private NavigationManager Navigation { get; set; } = null!; // injected before any use

    private Answers Form => Posted ??= new Answers();

    private async Task PostAsync()
    {
        if (!string.Equals(Form.Password, Form.Again, StringComparison.Ordinal))
        {
            _again = "The two are not the same.";
            return;
        }

        var account = await Services.GetRequiredService<Joining>().RunAsync(Form.Secret, Form.Password, Context.Connection.RemoteIpAddress, Context.RequestAborted);
        if (account.Ok)
        {
            Navigation.NavigateTo(await AfterPassword.GoOnAsync(Context, account.Value, null));
            return;
        }

        _password = account.Error.Fields?.Values.FirstOrDefault() is { } texts ? string.Join(' ', texts) : null;
        _problem = _password is null ? $"{account.Error.Message} {account.Error.Fix}" : null;
    }

    /// <summary>The posted form.</summary>
    public sealed class Answers
    {
        public string? Secret { get; set; }

        public string? Password { get; set; }

        public string? Again { get; set; }
    }
}
