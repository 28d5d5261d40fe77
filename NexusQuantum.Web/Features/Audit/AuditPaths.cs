namespace NexusQuantum.Web.Features.Audit;

internal static class AuditPaths
{
    /// <summary>The page.</summary>
    public const string All = "/audit";

    /// <summary>The file of what a query finds.</summary>
    public const string Export = "/v1/audit/export";
}
