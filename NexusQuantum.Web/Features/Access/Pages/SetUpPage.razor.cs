using Microsoft.AspNetCore.Components;
using NexusQuantum.Domain.Errors;
using NexusQuantum.Web.Data;
using NexusQuantum.Web.Ui;

namespace NexusQuantum.Web.Features.Access.Pages;

/// <summary>Makes the first administrator; plain HTML with a posted form. Gone once that one exists.</summary>
public sealed partial class SetUpPage
{
    private string _database = "";
    private Error? _error;

    [SupplyParameterFromForm(FormName = "setup")]
    private Answers? Posted { get; set; }

    [CascadingParameter]
    private HttpContext Context { get; set; } = null!; // always there in a page that is rendered per request

    [Inject]
    private IServiceProvider Services { get; set; } = null!; // injected before any use

    [Inject]
    private NavigationManager Navigation { get; set; } = null!; // injected before any use

    private int Port => Services.GetRequiredService<WebOptions>().Bind.Port;

    private int Joined => Services.GetService<IFleetPulse>()?.Now().Agents ?? 0;

    private Answers Form => Posted ??= new Answers();

    protected override async Task OnInitializedAsync()
    {
        if (!await Services.GetRequiredService<SetUpCode>().IsOpenAsync(Context.RequestAborted))
        {
            Navigation.NavigateTo("/sign-in");
            return;
        }

        var database = Services.GetRequiredService<Npgsql.NpgsqlDataSource>();
        await using var connection = await database.OpenConnectionAsync(Context.RequestAborted);
        _database = $"{(Services.GetService<PrivateCluster>() is null ? "" : "Private ")}PostgreSQL {connection.PostgreSqlVersion.Major}";
    }

    private async Task PostAsync()
    {
        var account = await Services.GetRequiredService<SetUp>().RunAsync(Form.Code, Form.UserName, Form.Password, Context.Connection.RemoteIpAddress, Context.RequestAborted);
        if (!account.Ok)
        {
            _error = account.Error;
            return;
        }

        await SessionDoor.OpenAsync(Context, account.Value);
        Navigation.NavigateTo("/");
    }

    private string? Problem(string field)
        => _error?.Fields is { } fields ? fields.TryGetValue(field, out var texts) ? string.Join(' ', texts) : null
            : field == "code" ? _error?.Message : null;

    private string? Invalid(string field) => Problem(field) is null ? null : "true";

    /// <summary>The posted form.</summary>
    public sealed class Answers
    {
        public string? Code { get; set; }

        public string? UserName { get; set; }

        public string? Password { get; set; }
    }
}
