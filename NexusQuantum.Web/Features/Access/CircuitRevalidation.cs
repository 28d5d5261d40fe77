using System.Security.Claims;
using Microsoft.AspNetCore.Components.Authorization;
using Microsoft.AspNetCore.Components.Server;
using NexusQuantum.Web.Data;
using NexusQuantum.Web.Features.Access.Standing;

namespace NexusQuantum.Web.Features.Access;

/// <summary>An open page loses its rights within five seconds of its account losing them; the default would be half an hour.</summary>
internal sealed class CircuitRevalidation(ILoggerFactory loggers, Standings standings) : RevalidatingServerAuthenticationStateProvider(loggers)
{
    protected override TimeSpan RevalidationInterval => TimeSpan.FromSeconds(2);

    protected override async Task<bool> ValidateAuthenticationStateAsync(AuthenticationState authenticationState, CancellationToken cancellationToken)
    {
        try
        {
            return authenticationState.User.Identity?.IsAuthenticated != true
                || (Guid.TryParse(authenticationState.User.FindFirstValue(SessionDoor.SessionClaim), out var session) && await standings.SessionAsync(session, cancellationToken) is not null);
        }
        catch (Exception e) when (DatabaseOutage.Is(e))
        {
            // An outage proves nothing against the account; the page stays, and every act on it fails by itself.
            return true;
        }
    }
}
