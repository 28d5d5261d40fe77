using Microsoft.AspNetCore.Components;
using NexusQuantum.Domain.Errors;

namespace NexusQuantum.Web.Features.Access.Parts;

/// <summary>The tokens of somebody else, for those who administer access.</summary>
public sealed partial class PersonTokens
{
    private IReadOnlyList<TokenView>? _tokens;
    private Problem? _problem;
    private Guid _read;

    [Parameter]
    [EditorRequired]
    public Guid Account { get; set; }

    [Inject]
    private IAccessApi Api { get; set; } = null!; // injected before any use

    protected override async Task OnParametersSetAsync()
    {
        if (_read != Account)
        {
            _read = Account;
            await ReadAsync();
        }
    }

    private async Task ReadAsync()
    {
        var tokens = await Api.TokensOfAsync(await CallerAsync(), Account, Gone);
        _problem = tokens.Error is { } error ? Problem.From(error) : null;
        _tokens = tokens.Ok ? tokens.Value : _tokens;
    }

    private async Task RevokeAsync(TokenView token)
    {
        var gone = await Api.DeleteTokenOfAsync(await CallerAsync(), Account, token.Id, Gone);
        await ReadAsync();
        _problem = gone.Error is { } error ? Problem.From(error) : _problem;
    }
}
