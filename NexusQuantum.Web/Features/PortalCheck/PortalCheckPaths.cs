namespace NexusQuantum.Web.Features.PortalCheck;

internal static class PortalCheckPaths
{
    /// <summary>The page.</summary>
    public const string Page = "/portal-check";

    /// <summary>GET the last report, POST for a fresh one; /export below it.</summary>
    public const string Api = "/v1/portal/preflight";
}
