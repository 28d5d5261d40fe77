using System.Collections.Immutable;
using Microsoft.AspNetCore.Components;
using NexusQuantum.Domain.Errors;
using NexusQuantum.Web.Features.Access.SecondFactor;

namespace NexusQuantum.Web.Features.Access.Pages;

/// <summary>Which roles demand a second factor.</summary>
public sealed partial class SignInRulesPage
{
    internal const string Path = "/access/sign-in";
    private ImmutableArray<SecondFactorRuleView> _rules = [];
    private Problem? _problem;

    [Inject]
    private SecondFactorPolicy Policy { get; set; } = null!; // injected before any use

    protected override Task OnInitializedAsync() => ReadAsync();

    private async Task ReadAsync()
    {
        var rules = await Policy.ReadAsync(await CallerAsync(), Gone);
        _problem = rules.Error is { } error ? Problem.From(error) : null;
        _rules = rules.Ok ? rules.Value : _rules;
    }

    private async Task SetAsync(SecondFactorRuleView rule)
    {
        var changed = await Policy.SetAsync(await CallerAsync(), rule.RoleId, !rule.Required, Gone);
        await ReadAsync();
        _problem = changed.Error is { } error ? Problem.From(error) : _problem;
    }
}
