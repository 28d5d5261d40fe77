using System.Collections.Immutable;
using NexusQuantum.Domain.Access;
using NexusQuantum.Domain.Errors;
using NexusQuantum.Web.Features.Access.Roles;

namespace NexusQuantum.Web.Features.Access.Providers;

/// <summary>Sign-in providers, for the page of those who administer access.</summary>
internal interface IProviders
{
    Task<Result<ImmutableArray<SignInProviderView>>> ListAsync(Caller caller, CancellationToken cancellationToken);

    /// <summary>The roles and projects that a mapping may name.</summary>
    Task<Result<GrantChoices>> ChoicesAsync(Caller caller, CancellationToken cancellationToken);

    Task<Result<SignInProviderView>> CreateAsync(Caller caller, SignInProviderRequest request, CancellationToken cancellationToken);

    /// <summary>Changes one; what a test proves switches it off until it is tested again, and the sessions that it opened end.</summary>
    Task<Result<SignInProviderView>> ChangeAsync(Caller caller, Guid id, SignInProviderRequest request, CancellationToken cancellationToken);

    Task<Result<Done>> DeleteAsync(Caller caller, Guid id, CancellationToken cancellationToken);

    /// <summary>Reads the provider's description, and nothing else: no browser, nobody signed in.</summary>
    Task<Result<ProviderCheckView>> CheckAsync(Caller caller, Guid id, CancellationToken cancellationToken);
}
