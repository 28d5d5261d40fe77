using Microsoft.AspNetCore.Components.Authorization;
using Microsoft.AspNetCore.Components.Server;
using NexusQuantum.Web.Data;

namespace NexusQuantum.Web.Features.Access;

/// <summary>An open page loses its rights within five seconds of its account losing them; the default would be half an hour.</summary>
internal sealed class CircuitRevalidation(ILoggerFactory loggers, AccountStamps stamps) : RevalidatingServerAuthenticationStateProvider(loggers)
{
    protected override TimeSpan RevalidationInterval => AccountStamps.Fresh;

    protected override async Task<bool> ValidateAuthenticationStateAsync(AuthenticationState authenticationState, CancellationToken cancellationToken)
    {
        try
        {
            return authenticationState.User.Identity?.IsAuthenticated != true || await stamps.IsCurrentAsync(authenticationState.User, cancellationToken);
        }
        catch (Exception e) when (DatabaseOutage.Is(e))
        {
            // An outage proves nothing against the account; the page stays, and every act on it fails by itself.
            return true;
        }
    }
}
