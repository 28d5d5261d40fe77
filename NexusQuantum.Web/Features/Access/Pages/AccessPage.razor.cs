using System.Collections.Immutable;
using Microsoft.AspNetCore.Components;
using NexusQuantum.Domain.Access;
using NexusQuantum.Domain.Errors;

namespace NexusQuantum.Web.Features.Access.Pages;

/// <summary>The caller's tokens. A secret is held by this circuit only until the page is left.</summary>
public sealed partial class AccessPage
{
    internal const string Path = "/access";
    private const int DefaultDays = 90;
    private static readonly (TokenScope Scope, string Text)[] Scopes =
    [
        (TokenScope.Read, "See what you see"), (TokenScope.Operate, "Work with machines and images"), (TokenScope.Administer, "All that you may"),
    ];

    private readonly HashSet<ProjectId> _chosen = [];
    private IReadOnlyList<TokenView>? _tokens;
    private NewTokenView? _made;
    private IReadOnlyDictionary<string, string[]>? _errors;
    private Problem? _problem;
    private string _name = string.Empty;
    private ImmutableArray<ProjectView> _projects = [];
    private string _where = string.Empty;
    private int _days = DefaultDays;

    // The least, so that a token which does more was asked to.
    private TokenScope _scope = TokenScope.Read;
    private bool _busy;

    [Inject]
    private IAccessApi Api { get; set; } = null!; // injected before any use

    protected override async Task OnInitializedAsync()
    {
        _projects = await Api.ProjectsAsync(await CallerAsync(), Gone);
        await ReadAsync();
    }

    private async Task ReadAsync()
    {
        var caller = await CallerAsync();
        var tokens = await Api.TokensAsync(caller, Gone);
        _problem = tokens.Error is { } error ? Problem.From(error) : null;
        _tokens = tokens.Ok ? tokens.Value : _tokens;
    }

    private bool Limited => _where.Length > 0;

    private string? MayNot => string.IsNullOrWhiteSpace(_name) ? "Say first what it is for." : Limited && _chosen.Count == 0 ? "Choose a project first." : null;

    private void Choose((ProjectId Project, bool Chosen) pick) => _ = pick.Chosen ? _chosen.Add(pick.Project) : _chosen.Remove(pick.Project);

    private async Task CreateAsync()
    {
        if (_busy || MayNot is not null)
        {
            return;
        }

        _busy = true;
        var made = await Api.CreateTokenAsync(await CallerAsync(), new NewTokenRequest(_name, _days, _scope, Limited ? [.. _chosen.Select(project => project.Value)] : null), Gone);
        _busy = false;
        _errors = made.Error?.Fields;
        _problem = made.Error is { Fields: null } error ? Problem.From(error) : null;
        if (made.Ok)
        {
            (_made, _name, _days, _where, _scope) = (made.Value, string.Empty, DefaultDays, string.Empty, TokenScope.Read);
            _chosen.Clear();
            await ReadAsync();
        }
    }

    private async Task RevokeAsync(TokenView token)
    {
        var gone = await Api.DeleteTokenAsync(await CallerAsync(), token.Id, Gone);
        _made = _made?.Id == token.Id ? null : _made;
        await ReadAsync();
        _problem = gone.Error is { } error ? Problem.From(error) : _problem;
    }
}
