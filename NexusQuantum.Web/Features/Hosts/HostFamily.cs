using NexusQuantum.Domain.Hosts;

namespace NexusQuantum.Web.Features.Hosts;

/// <summary>Whose commands a host's administrator types.</summary>
internal static class HostFamily
{
    private static readonly string[] RedHat = ["rocky", "red hat", "rhel", "alma", "centos", "fedora", "oracle linux"];
    private static readonly string[] Debian = ["debian", "ubuntu"];

    /// <summary>True for Rocky Linux, RHEL and their kin, false for Debian and Ubuntu, null for others and before the first report.</summary>
    public static bool? IsRedHat(HostFacts? facts)
    {
        var distribution = facts?.Distribution ?? "";
        return RedHat.Any(name => distribution.Contains(name, StringComparison.OrdinalIgnoreCase)) ? true
            : Debian.Any(name => distribution.Contains(name, StringComparison.OrdinalIgnoreCase)) ? false
            : null;
    }
}
