using Microsoft.AspNetCore.Components;
using MudBlazor;
using NexusQuantum.Domain.Access;
using NexusQuantum.Web.Ui;
using NexusQuantum.Web.Ui.Parts;

namespace NexusQuantum.Web.Features.Access.Parts;

/// <summary>Tokens of one account, and the way to end each.</summary>
public sealed partial class TokenTable
{
    [Parameter]
    [EditorRequired]
    public IReadOnlyList<TokenView> Tokens { get; set; } = [];

    /// <summary>What stands there when there is none.</summary>
    [Parameter]
    public RenderFragment? Empty { get; set; }

    /// <summary>Ends one; asked about before.</summary>
    [Parameter]
    [EditorRequired]
    public EventCallback<TokenView> Revoke { get; set; }

    [Inject]
    private IDialogService Dialogs { get; set; } = null!; // injected before any use

    private static string Says(TokenView token) => token.Scope switch
    {
        TokenScope.Read => "read",
        TokenScope.Operate => "operate",
        TokenScope.Administer => "administer",
    } + (token.Projects is { } projects ? ", in " + Units.Count(projects.Count, "project", "projects") : null);

    private async Task RevokeAsync(TokenView token)
    {
        if (await ConfirmDialog.AskAsync(Dialogs, $"Revoke {token.Name}?", "Revoke token", ["Whatever uses it is refused from then on."]))
        {
            await Revoke.InvokeAsync(token);
        }
    }
}
