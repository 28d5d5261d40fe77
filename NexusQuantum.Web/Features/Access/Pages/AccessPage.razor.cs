using System.Collections.Immutable;
using System.Globalization;
using Microsoft.AspNetCore.Components;
using MudBlazor;
using NexusQuantum.Domain.Access;
using NexusQuantum.Domain.Errors;
using NexusQuantum.Web.Ui;
using NexusQuantum.Web.Ui.Parts;

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

    private ImmutableArray<TokenView> _tokens = [];
    private NewTokenView? _made;
    private IReadOnlyDictionary<string, string[]>? _errors;
    private Problem? _problem;
    private string _name = string.Empty;
    private string _projects = string.Empty;
    private int _days = DefaultDays;

    // The least, so that a token which does more was asked to.
    private TokenScope _scope = TokenScope.Read;
    private bool _busy;

    [Inject]
    private IAccessApi Api { get; set; } = null!; // injected before any use

    [Inject]
    private IDialogService Dialogs { get; set; } = null!; // injected before any use

    protected override Task OnInitializedAsync() => ReadAsync();

    private async Task ReadAsync()
    {
        var caller = await CallerAsync();
        var tokens = await Api.TokensAsync(caller, Gone);
        _problem = tokens.Error is { } error ? Problem.From(error) : null;
        _tokens = tokens.Ok ? tokens.Value : _tokens;
    }

    private static string Says(TokenView token) => token.Scope switch
    {
        TokenScope.Read => "read",
        TokenScope.Operate => "operate",
        TokenScope.Administer => "administer",
    } + (token.Projects is { } projects ? ", in " + Units.Count(projects.Count, "project", "projects") : null);

    /// <summary>Null for all.</summary>
    private bool TryProjects(out IReadOnlyList<Guid>? projects)
    {
        var texts = _projects.Split([' ', ','], StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
        Guid[] ids = [.. texts.Where(text => Guid.TryParse(text, out _)).Select(text => Guid.Parse(text, CultureInfo.InvariantCulture))];
        projects = ids is [] ? null : ids;
        return ids.Length == texts.Length;
    }

    private async Task CreateAsync()
    {
        if (_busy || string.IsNullOrWhiteSpace(_name))
        {
            return;
        }

        if (!TryProjects(out var projects))
        {
            _errors = new Dictionary<string, string[]>(StringComparer.Ordinal) { ["projects"] = ["A project is named by its id, like 00000000-0000-7000-8000-000000000001."] };
            return;
        }

        _busy = true;
        var made = await Api.CreateTokenAsync(await CallerAsync(), new NewTokenRequest(_name, _days, _scope, projects), Gone);
        _busy = false;
        _errors = made.Error?.Fields;
        _problem = made.Error is { Fields: null } error ? Problem.From(error) : null;
        if (made.Ok)
        {
            (_made, _name, _days, _projects, _scope) = (made.Value, string.Empty, DefaultDays, string.Empty, TokenScope.Read);
            await ReadAsync();
        }
    }

    private async Task RevokeAsync(TokenView token)
    {
        if (await ConfirmDialog.AskAsync(Dialogs, $"Revoke {token.Name}?", "Revoke token", ["Whatever uses it is refused from then on."]))
        {
            var gone = await Api.DeleteTokenAsync(await CallerAsync(), token.Id, Gone);
            _made = _made?.Id == token.Id ? null : _made;
            await ReadAsync();
            _problem = gone.Error is { } error ? Problem.From(error) : _problem;
        }
    }
}
