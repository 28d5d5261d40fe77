namespace NexusQuantum.Web.Preflight;

/// <summary>Addresses that checks link to.</summary>
internal static class PreflightPaths
{
    /// <summary>The requirements themselves.</summary>
    public const string Requirements = "/requirements";
}
