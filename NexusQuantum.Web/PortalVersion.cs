using System.Reflection;

namespace NexusQuantum.Web;

/// <summary>The release, shown on the sign-in page and by <c>version</c>.</summary>
internal sealed record PortalVersion
{
    public static string Text { get; } =
        typeof(PortalVersion).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion ?? "0";
}
