using System.Collections.Immutable;
using NexusQuantum.Agent.Preflight.Fixes;
using NexusQuantum.Domain.Preflight;
using static NexusQuantum.Domain.Preflight.CheckLevel;

namespace NexusQuantum.Agent.Preflight.Checks;

/// <summary>Programs that the distribution's packages bring, by what they are needed for.</summary>
internal sealed class PackageChecks(CheckHost host)
{
    internal const string ForMachines = "packages-machines";
    internal const string ForOperators = "packages-operators";

    private static readonly Tool[] Machines =
    [
        new("qemu-system-x86_64", "qemu-system-x86", "qemu-kvm"), new("qemu-img", "qemu-utils", "qemu-img"), new("mkfs.ext4", "e2fsprogs", "e2fsprogs"),
        new("ip", "iproute2", "iproute"), new("nft", "nftables", "nftables"), new("dnsmasq", "dnsmasq-base", "dnsmasq"), new("modprobe", "kmod", "kmod"),
    ];

    private static readonly Tool[] Operators =
    [
        new("curl", "curl", "curl"), new("wget", "wget", "wget"), new("git", "git", "git"), new("brctl", "bridge-utils", "bridge-utils"), new("iptables", "iptables", "iptables"),
        new("screen", "screen", "screen"), new("psql", "postgresql-client", "postgresql"),
    ];

    private static readonly Tool[] Builders =
    [
        new("gcc", "build-essential", "gcc"), new("g++", "build-essential", "gcc-c++"), new("make", "build-essential", "make"), new("pkg-config", "pkg-config", "pkgconf-pkg-config"), new("clang", "clang", "clang"), new("ld.lld", "lld", "lld"), new("npm", "npm", "npm"), new("dotnet", "dotnet-sdk-10.0", "dotnet-sdk-10.0"),
    ];

    private static readonly Tool[] Containers = [new("docker", "docker.io", "docker"), new("containerd", "containerd", "containerd")];

    private static readonly Tool[] Monitors = [new("htop", "htop", "htop"), new("iotop", "iotop", "iotop"), new("nethogs", "nethogs", "nethogs"), new("tcpdump", "tcpdump", "tcpdump")];

    public IEnumerable<IPreflightCheck> All =>
    [
        Of(ForMachines, Required, "To run machines", Machines),
        Of(ForOperators, Recommended, "For operators", Operators),
        Of("packages-build", Optional, "To build from source", Builders),
        Of("packages-containers", Optional, "For containers", Containers),
        Of("packages-monitoring", Optional, "To look at the host", Monitors),
    ];

    /// <summary>Names of the packages one of the two checks misses, for <c>apt-get</c> or <c>dnf</c>.</summary>
    internal static ImmutableArray<string> Missing(CheckHost host, string check, string tool)
        => Packages((check == ForMachines ? Machines : Operators).Where(wanted => !host.System.Has(wanted.Program)), wanted => tool == "dnf" ? wanted.RedHat : wanted.Debian);

    private Check Of(string id, CheckLevel level, string title, Tool[] tools)
        => new(new CheckInfo(id, CheckSection.Packages.Id, level, title, string.Join(", ", tools.Select(tool => tool.Program))), info => Judge(info, tools));

    private CheckOutcome Judge(CheckInfo info, Tool[] tools)
    {
        var missing = tools.Where(tool => !host.System.Has(tool.Program)).ToList();
        if (missing.Count == 0)
        {
            return CheckOutcome.Pass("all there", $"{info.Title}: all programs are there.");
        }

        var names = string.Join(", ", missing.Select(tool => tool.Program));
        if (info.Level == Optional)
        {
            // What nobody asked for is no trouble, but its fix is at hand.
            return CheckOutcome.NotApplicable($"{info.Title}, if you want to: {names} are not there. Packages: {string.Join(' ', Packages(missing, tool => tool.Debian))}; on Rocky Linux and RHEL: {string.Join(' ', Packages(missing, tool => tool.RedHat))}.");
        }

        return CheckOutcome.Miss(info, $"without {names}", $"{info.Title}: {names} {(missing.Count == 1 ? "is" : "are")} missing.", new CheckFix("Install what is missing.")
        {
            Debian = PackagesInstalled.Debian(Packages(missing, tool => tool.Debian)),
            RedHat = PackagesInstalled.RedHat(Packages(missing, tool => tool.RedHat)),
        });
    }

    private static ImmutableArray<string> Packages(IEnumerable<Tool> tools, Func<Tool, string> name) => [.. tools.Select(name).Distinct(StringComparer.Ordinal)];

    private sealed record Tool(string Program, string Debian, string RedHat);
}
