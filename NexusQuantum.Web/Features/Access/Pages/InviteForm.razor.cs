using Microsoft.AspNetCore.Components;
using NexusQuantum.Web.Features.Access.People;
using NexusQuantum.Web.Features.Access.Roles;

namespace NexusQuantum.Web.Features.Access.Pages;

/// <summary>A new account with its link. The secret is held by this circuit only until the page is left.</summary>
public sealed partial class InviteForm
{
    private GrantChoices _choices = GrantChoices.None;
    private NewLinkView? _link;
    private IReadOnlyDictionary<string, string[]>? _errors;
    private string? _problem;
    private string _name = string.Empty;
    private string _role = string.Empty;
    private string _project = string.Empty;

    [Parameter]
    public EventCallback Invited { get; set; }

    [Inject]
    private IAccounts Accounts { get; set; } = null!; // injected before any use

    protected override async Task OnInitializedAsync() => _choices = (await Accounts.ChoicesAsync(await CallerAsync(), Gone)).Value ?? _choices;

    private async Task InviteAsync()
    {
        if (string.IsNullOrWhiteSpace(_name))
        {
            return;
        }

        var made = await Accounts.InviteAsync(await CallerAsync(), new NewPersonRequest(_name, null, Id(_role), Id(_role) is null ? null : Id(_project)), Gone);
        _errors = made.Error?.Fields;
        _problem = made.Error is { Fields: null } error ? $"{error.Message} {error.Fix}" : null;
        if (made.Ok)
        {
            (_link, _name, _role, _project) = (made.Value, string.Empty, string.Empty, string.Empty);
            await Invited.InvokeAsync();
        }
    }

    private static Guid? Id(string text) => Guid.TryParse(text, out var id) ? id : null;
}
