using System.Collections.Immutable;
using NexusQuantum.Domain.Access;
using NexusQuantum.Domain.Errors;
using NexusQuantum.Web.Features.Access;
using NexusQuantum.Web.Features.Access.Roles;
using NexusQuantum.Web.Features.Access.ServiceAccounts;

namespace NexusQuantum.Web.Tests.Fakes;

/// <summary>Service accounts a test puts there.</summary>
public sealed class FakeServiceAccountApi : IServiceAccounts
{
    private static readonly GrantChoice Viewer = new(Role.Viewer.Id.Value, "viewer");

    public List<ServiceAccountView> Accounts { get; } = [];

    public List<TokenView> Tokens { get; } = [];

    public Task<Result<ImmutableArray<ServiceAccountView>>> ListAsync(Caller caller, CancellationToken cancellationToken)
        => Task.FromResult<Result<ImmutableArray<ServiceAccountView>>>(Accounts.ToImmutableArray());

    public Task<Result<GrantChoices>> ChoicesAsync(Caller caller, CancellationToken cancellationToken)
        => Task.FromResult<Result<GrantChoices>>(new GrantChoices([Viewer], [new GrantChoice(ProjectId.Default.Value, "default")], true));

    public Task<Result<ServiceAccountView>> CreateAsync(Caller caller, NewServiceAccountRequest request, CancellationToken cancellationToken)
    {
        var roles = (request.Roles ?? []).Select(role => new GrantView(Guid.CreateVersion7(), role.RoleId, "viewer", role.ProjectId, "default", null)).ToArray();
        Accounts.Add(new ServiceAccountView(Guid.CreateVersion7(), request.Name, caller.Name, null, roles, 0, Some.Now));
        return Task.FromResult<Result<ServiceAccountView>>(Accounts[^1]);
    }

    public Task<Result<Done>> SetDisabledAsync(Caller caller, Guid id, bool disabled, CancellationToken cancellationToken)
    {
        var place = Accounts.FindIndex(account => account.Id == id);
        Accounts[place] = Accounts[place] with { DisabledAt = disabled ? Some.Now : null };
        return Task.FromResult<Result<Done>>(Done.Value);
    }

    public Task<Result<Done>> DeleteAsync(Caller caller, Guid id, CancellationToken cancellationToken)
    {
        Accounts.RemoveAll(account => account.Id == id);
        return Task.FromResult<Result<Done>>(Done.Value);
    }

    public Task<Result<ImmutableArray<TokenView>>> TokensAsync(Caller caller, Guid id, CancellationToken cancellationToken)
        => Task.FromResult<Result<ImmutableArray<TokenView>>>(Tokens.ToImmutableArray());

    public Task<Result<NewTokenView>> CreateTokenAsync(Caller caller, Guid id, NewTokenRequest request, CancellationToken cancellationToken)
    {
        Tokens.Add(new TokenView(Guid.CreateVersion7(), request.Name, request.Scope, request.Projects, Some.Now, Some.Now.AddDays(request.ExpiresInDays), null));
        return Task.FromResult<Result<NewTokenView>>(new NewTokenView(Tokens[^1].Id, request.Name, "nqt_secret-of-" + request.Name, Tokens[^1].ExpiresAt));
    }

    public Task<Result<Done>> DeleteTokenAsync(Caller caller, Guid id, Guid tokenId, CancellationToken cancellationToken)
    {
        Tokens.RemoveAll(token => token.Id == tokenId);
        return Task.FromResult<Result<Done>>(Done.Value);
    }
}
