using System.Collections.Immutable;
using NexusQuantum.Domain.Access;
using NexusQuantum.Domain.Errors;
using NexusQuantum.Web.Features.Access.Providers;
using NexusQuantum.Web.Features.Access.Roles;

namespace NexusQuantum.Web.Tests.Fakes;

/// <summary>Sign-in providers a test puts there, and what the page did to them.</summary>
internal sealed class FakeProviders : IProviders
{
    public List<SignInProviderView> Providers { get; } = [];

    public List<string> Calls { get; } = [];

    /// <summary>Refuses every change with this, when set.</summary>
    public Error? Refusal { get; set; }

    /// <summary>Refuses to list them.</summary>
    public Error? Outage { get; set; }

    public static SignInProviderView Provider(bool enabled = false, DateTimeOffset? testedAt = null, ProviderTest? test = null)
        => new(Guid.CreateVersion7(), "corp", "Corp", "https://login.example.org", "portal", "profile email", true, enabled, testedAt, "/signin-oidc/corp", [new ClaimMappingView("groups", "staff", Role.Viewer.Id)], test, Some.Now);

    public Task<Result<ImmutableArray<SignInProviderView>>> ListAsync(Caller caller, CancellationToken cancellationToken)
        => Task.FromResult<Result<ImmutableArray<SignInProviderView>>>(Outage is { } outage ? outage : Providers.ToImmutableArray());

    public Task<Result<GrantChoices>> ChoicesAsync(Caller caller, CancellationToken cancellationToken)
        => Task.FromResult<Result<GrantChoices>>(new GrantChoices([new GrantChoice(Role.Viewer.Id.Value, "viewer")], [new GrantChoice(ProjectId.Default.Value, "default")], true));

    public Task<Result<SignInProviderView>> CreateAsync(Caller caller, SignInProviderRequest request, CancellationToken cancellationToken) => Note($"create {request.Slug} with {request.Mappings?.Count} mappings", Provider());

    public Task<Result<SignInProviderView>> ChangeAsync(Caller caller, Guid id, SignInProviderRequest request, CancellationToken cancellationToken) => Note($"change {request.Slug}, {(request.Enabled ? "on" : "off")}", Provider(request.Enabled));

    public Task<Result<Done>> DeleteAsync(Caller caller, Guid id, CancellationToken cancellationToken) => Note("delete", Done.Value);

    public Task<Result<ProviderCheckView>> CheckAsync(Caller caller, Guid id, CancellationToken cancellationToken) => Note("check", new ProviderCheckView("https://login.example.org", "https://login.example.org/auth", [], []));

    private Task<Result<T>> Note<T>(string what, T value)
    {
        Calls.Add(what);
        return Task.FromResult<Result<T>>(Refusal is { } refusal ? refusal : value);
    }
}
