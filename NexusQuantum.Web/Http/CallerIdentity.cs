using System.Security.Claims;
using NexusQuantum.Domain.Access;

namespace NexusQuantum.Web.Http;

/// <summary>
/// The identity of a caller whose standing is looked at anew each time it is asked: an open circuit or hub connection keeps its
/// principal for days, and a role that was taken away must count at once.
/// </summary>
internal sealed class CallerIdentity(IEnumerable<Claim> claims, string scheme, Func<Caller> now) : ClaimsIdentity(claims, scheme)
{
    /// <summary>Who it is and what it may do, as of now.</summary>
    public Caller Caller => now();
}
