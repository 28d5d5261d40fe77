namespace NexusQuantum.Web.Preflight.Portal;

/// <summary>Whose commands the administrator of this machine types.</summary>
internal static class PortalFamily
{
    /// <summary>os-release(5): True for Rocky Linux, RHEL and their kin.</summary>
    public static bool IsRedHat { get; } = File.Exists("/etc/os-release") && File.ReadLines("/etc/os-release")
        .Where(line => line.StartsWith("ID=", StringComparison.Ordinal) || line.StartsWith("ID_LIKE=", StringComparison.Ordinal))
        .SelectMany(line => line[(line.IndexOf('=', StringComparison.Ordinal) + 1)..].Trim('"').Split(' '))
        .Any(word => word is "rhel" or "rocky" or "fedora" or "centos");
}
