using Microsoft.AspNetCore.Authorization;
using NexusQuantum.Domain.Access;

namespace NexusQuantum.Web.Http;

/// <summary>Policies by name: <c>needs:vm.power</c>, <c>signed-in</c>. What names none is denied, to everyone.</summary>
internal sealed class NeedsPolicies : IAuthorizationPolicyProvider
{
    private static readonly AuthorizationPolicy SignedIn = new AuthorizationPolicyBuilder().RequireAuthenticatedUser().RequireAssertion(context => context.User.TryCaller() is not null).Build();

    // An address that is no door at all is let through to its 404 or 405; who is not signed in does not learn which it was.
    private static readonly AuthorizationPolicy Closed = new AuthorizationPolicyBuilder().RequireAuthenticatedUser()
        .RequireAssertion(context => context.Resource is HttpContext http && http.GetEndpoint() is not RouteEndpoint).Build();

    private static readonly Dictionary<string, AuthorizationPolicy> ByName = Permissions.All.ToDictionary(
        facts => NeedsAttribute.Prefix + facts.Name,
        facts => new AuthorizationPolicyBuilder().RequireAuthenticatedUser()
            .RequireAssertion(context => context.User.TryCaller() is { } caller && caller.Rights.MaySomewhere(facts.Permission)).Build(),
        StringComparer.Ordinal);

    public Task<AuthorizationPolicy> GetDefaultPolicyAsync() => Task.FromResult(SignedIn);

    public Task<AuthorizationPolicy?> GetFallbackPolicyAsync() => Task.FromResult<AuthorizationPolicy?>(Closed);

    public Task<AuthorizationPolicy?> GetPolicyAsync(string policyName)
        => Task.FromResult(string.Equals(policyName, SignedInAttribute.Policy, StringComparison.Ordinal) ? SignedIn : ByName.GetValueOrDefault(policyName));
}
