using System.Collections.Immutable;
using Microsoft.AspNetCore.Components;
using NexusQuantum.Domain.Errors;

namespace NexusQuantum.Web.Features.Access.Pages;

/// <summary>All accounts.</summary>
public sealed partial class PeoplePage
{
    internal const string Path = "/access/people";
    private ImmutableArray<UserView> _users = [];
    private Problem? _problem;

    [Inject]
    private IAccessApi Api { get; set; } = null!; // injected before any use

    protected override Task OnInitializedAsync() => ReadAsync();

    private async Task ReadAsync()
    {
        var users = await Api.UsersAsync(await CallerAsync(), Gone);
        _problem = users.Error is { } error ? Problem.From(error) : null;
        _users = users.Ok ? users.Value : _users;
    }
}
