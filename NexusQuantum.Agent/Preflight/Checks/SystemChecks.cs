using NexusQuantum.Domain.Preflight;
using static NexusQuantum.Domain.Preflight.CheckLevel;

namespace NexusQuantum.Agent.Preflight.Checks;

/// <summary>The distribution (os-release(5)), the clock, and how machines are accounted.</summary>
internal sealed class SystemChecks(CheckHost host)
{
    private static readonly (string Id, string Version)[] Supported = [("ubuntu", "22.04"), ("ubuntu", "24.04"), ("debian", "11"), ("debian", "12"), ("rocky", "8"), ("rocky", "9")];

    public IEnumerable<IPreflightCheck> All =>
    [
        new Check(Info("system-distribution", Required, "Distribution", "Ubuntu 22.04 or 24.04, Debian 11 or 12, Rocky Linux 8 or 9"), Distribution),
        new Check(Info("system-clock", Recommended, "Clock", "kept by NTP"), Clock),
        new Check(Info("system-cgroups", Recommended, "Control groups", "version 2"), Cgroups),
    ];

    private static CheckInfo Info(string id, CheckLevel level, string title, string needed) => new(id, CheckSection.System.Id, level, title, needed);

    private CheckOutcome Distribution(CheckInfo info)
    {
        var name = OsRelease(host, "PRETTY_NAME") ?? throw new UnreadableException("/etc/os-release", "it has no PRETTY_NAME");
        if ((host.ReadIfThere("/proc/sys/kernel/osrelease") ?? "").Contains("microsoft", StringComparison.OrdinalIgnoreCase))
        {
            return CheckOutcome.Miss(info, "Windows", $"{name} runs inside Windows here, which is not supported.", new CheckFix("Install one of the supported distributions on the machine itself."));
        }

        var (id, version) = (OsRelease(host, "ID") ?? "", OsRelease(host, "VERSION_ID") ?? "");
        return Supported.Any(known => known.Id == id && (version == known.Version || version.StartsWith(known.Version + ".", StringComparison.Ordinal)))
            ? CheckOutcome.Pass(name, $"{name} is supported.")
            : CheckOutcome.Miss(info, name, $"{name} is not among the supported distributions.", new CheckFix("Install one of the supported distributions. Others may work; nobody has tried them."));
    }

    private CheckOutcome Clock(CheckInfo info) => host.System.ClockIsKept() switch
    {
        true => CheckOutcome.Pass("synchronised", "The clock is kept by a time service."),
        false => CheckOutcome.Miss(info, "not synchronised", "Nothing keeps this host's clock: certificates, sign-ins and charts need the right time.", new CheckFix("Install a time service.")
        {
            Debian = ["sudo apt-get install -y chrony"],
            RedHat = ["sudo dnf install -y chrony", "sudo systemctl enable --now chronyd"],
        }),
        null => throw new UnreadableException("The state of the clock", "the kernel does not tell"),
    };

    private CheckOutcome Cgroups(CheckInfo info)
        => host.Exists("/sys/fs/cgroup/cgroup.controllers") ? CheckOutcome.Pass("version 2", "The host has control groups version 2.")
            : host.Exists("/sys/fs/cgroup/memory") ? CheckOutcome.Miss(info, "version 1", "The host has control groups version 1: limits of machines hold, with less detail.", CheckFix.Of("Boot with version 2.", "sudo sed -i 's/^GRUB_CMDLINE_LINUX=\"/&systemd.unified_cgroup_hierarchy=1 /' /etc/default/grub", "sudo update-grub && sudo reboot"))
            : CheckOutcome.Miss(info, "none", "The host has no control groups: nothing holds a machine to its share.", new CheckFix("Use a kernel and an init that mount control groups at /sys/fs/cgroup."));

    /// <summary>A value of os-release(5); null when it has none.</summary>
    internal static string? OsRelease(CheckHost host, string key)
        => (host.ReadIfThere("/etc/os-release") ?? host.Read("/usr/lib/os-release")).Split('\n')
            .Where(line => line.StartsWith(key + "=", StringComparison.Ordinal)).Select(line => line[(key.Length + 1)..].Trim('"', '\'')).FirstOrDefault();
}
