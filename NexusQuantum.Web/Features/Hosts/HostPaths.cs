using NexusQuantum.Domain.Hosts;

namespace NexusQuantum.Web.Features.Hosts;

/// <summary>Addresses of the host pages.</summary>
internal static class HostPaths
{
    /// <summary>The list.</summary>
    public const string All = "/hosts";

    /// <summary>One host.</summary>
    public static string One(HostId id) => $"/hosts/{id}";

    /// <summary>How one meets the requirements.</summary>
    public static string Preflight(HostId id) => $"/hosts/{id}/preflight";
}
