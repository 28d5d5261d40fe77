using System.Collections.Immutable;
using NexusQuantum.Domain.Preflight;

namespace NexusQuantum.Web.Preflight.Portal;

/// <summary>All checks of a portal, in the document's order.</summary>
internal static class PortalChecks
{
    public static ImmutableArray<IPreflightCheck> Of(IPortalFacts portal) =>
    [
        .. new ClockChecks(portal).All,
        .. new DatabaseChecks(portal).All,
        .. new DatabaseAccessChecks(portal).All,
        .. new DoorChecks(portal).All,
        .. new DataDirectoryChecks(portal).All,
        .. new VariableChecks(portal).All,
    ];
}
