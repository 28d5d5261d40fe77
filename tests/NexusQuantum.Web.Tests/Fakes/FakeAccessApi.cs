using System.Collections.Immutable;
using NexusQuantum.Domain.Access;
using NexusQuantum.Domain.Errors;
using NexusQuantum.Web.Features.Access;

namespace NexusQuantum.Web.Tests.Fakes;

/// <summary>Tokens a test puts there.</summary>
public sealed class FakeAccessApi : IAccessApi
{
    public List<TokenView> Tokens { get; } = [];

    /// <summary>The projects of whoever looks.</summary>
    public List<ProjectView> Projects { get; } = [];

    /// <summary>Refuses to make one with this, when set.</summary>
    public Error? Refusal { get; set; }

    /// <summary>Refuses to list any with this, when set.</summary>
    public Error? Outage { get; set; }

    public Task<ImmutableArray<ProjectView>> ProjectsAsync(Caller caller, CancellationToken cancellationToken) => Task.FromResult(Projects.ToImmutableArray());

    public Task<Result<ImmutableArray<UserView>>> UsersAsync(Caller caller, CancellationToken cancellationToken)
        => Task.FromResult<Result<ImmutableArray<UserView>>>(ImmutableArray.Create(new UserView(caller.UserId, caller.Name, null, false, null, [new GrantView(Guid.CreateVersion7(), Role.Administrator.Id, "administrator", null, null, null)], Some.Now)));

    public Task<Result<ImmutableArray<TokenView>>> TokensAsync(Caller caller, CancellationToken cancellationToken)
        => Task.FromResult<Result<ImmutableArray<TokenView>>>(Outage is { } outage ? outage : Tokens.ToImmutableArray());

    public Task<Result<NewTokenView>> CreateTokenAsync(Caller caller, NewTokenRequest request, CancellationToken cancellationToken)
    {
        if (Refusal is { } refusal)
        {
            return Task.FromResult<Result<NewTokenView>>(refusal);
        }

        var token = new TokenView(Guid.CreateVersion7(), request.Name, request.Scope, request.Projects, Some.Now, Some.Now.AddDays(request.ExpiresInDays), null);
        Tokens.Add(token);
        return Task.FromResult<Result<NewTokenView>>(new NewTokenView(token.Id, token.Name, "nqt_secret-of-" + token.Name, token.ExpiresAt));
    }

    public Task<Result<Done>> DeleteTokenAsync(Caller caller, Guid id, CancellationToken cancellationToken)
        => Task.FromResult<Result<Done>>(Tokens.RemoveAll(token => token.Id == id) == 1 ? Done.Value : new Error(ErrorKind.NotFound, "token-not-found", "You have no such token."));

    public Task<Result<ImmutableArray<TokenView>>> TokensOfAsync(Caller caller, Guid account, CancellationToken cancellationToken) => TokensAsync(caller, cancellationToken);

    public Task<Result<Done>> DeleteTokenOfAsync(Caller caller, Guid account, Guid id, CancellationToken cancellationToken) => DeleteTokenAsync(caller, id, cancellationToken);
}
