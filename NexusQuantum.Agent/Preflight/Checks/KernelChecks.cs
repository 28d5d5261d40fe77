using NexusQuantum.Agent.Preflight.Fixes;
using NexusQuantum.Domain.Preflight;
using static NexusQuantum.Domain.Preflight.CheckLevel;

namespace NexusQuantum.Agent.Preflight.Checks;

/// <summary>The kernel's version, its modules, and whether KVM really runs a guest.</summary>
internal sealed class KernelChecks(CheckHost host)
{
    /// <summary>The kernels of the supported distributions; another one needs 5.10.</summary>
    private static readonly Dictionary<string, Version> Least = new(StringComparer.Ordinal)
    {
        ["ubuntu 22"] = new(5, 15), ["ubuntu 24"] = new(6, 8), ["debian 11"] = new(5, 10), ["debian 12"] = new(6, 1), ["rocky 8"] = new(4, 18), ["rocky 9"] = new(5, 14),
    };

    private static readonly Version Otherwise = new(5, 10);

    public IEnumerable<IPreflightCheck> All =>
    [
        new Check(Info("kernel-version", Required, "Kernel", "5.10, or the distribution's own"), Version),
        new Check(Info("kernel-kvm", Required, "KVM", "kvm and kvm_intel or kvm_amd"), Kvm),
        new Check(Info("kernel-kvm-runs", Required, "KVM runs a guest", "20,000 loop iterations in under 5 ms"), RunsAsync),
        .. Modules("bridge", Required, "connects machines"),
        .. Modules("veth", Required, "connects network namespaces"),
        .. Modules("tun", Required, "gives machines their adapters"),
        .. Modules("vhost_net", Required, "moves their packets in the kernel"),
        .. Modules("vhost_vsock", Required, "reaches guests without a network"),
        .. Modules("overlay", Recommended, "stores containers"),
        .. Modules("nf_nat", Recommended, "lets machines out by address translation"),
    ];

    private static CheckInfo Info(string id, CheckLevel level, string title, string needed) => new(id, CheckSection.Kernel.Id, level, title, needed);

    private CheckOutcome Version(CheckInfo info)
    {
        var release = host.Read("/proc/sys/kernel/osrelease").Trim();
        var numbers = new string([.. release.TakeWhile(letter => char.IsAsciiDigit(letter) || letter == '.')]).TrimEnd('.').Split('.');
        if (numbers is not [var major, var minor, ..] || !System.Version.TryParse($"{major}.{minor}", out var version))
        {
            throw new UnreadableException("The kernel's version", $"'{release}' is none");
        }

        var family = $"{SystemChecks.OsRelease(host, "ID")} {SystemChecks.OsRelease(host, "VERSION_ID")?.Split('.')[0]}";
        var least = Least.GetValueOrDefault(family, Otherwise);
        return version >= least ? CheckOutcome.Pass(release, $"The kernel is {release}.")
            : CheckOutcome.Miss(info, release, $"The kernel is {release}; {least} or later is needed here.", new CheckFix("Bring the system up to date and start its newest kernel.") { Debian = ["sudo apt-get update && sudo apt-get -y full-upgrade", "sudo reboot"], RedHat = ["sudo dnf -y upgrade", "sudo reboot"] });
    }

    private CheckOutcome Kvm(CheckInfo info)
    {
        var own = OwnKvm(host);
        if (host.Exists("/dev/kvm") && KernelModules.Find(host, "kvm") != ModuleState.Missing)
        {
            return CheckOutcome.Pass($"kvm, {own}", "KVM is there.");
        }

        return KernelModules.Find(host, own) == ModuleState.Missing && KernelModules.Find(host, "kvm") == ModuleState.Missing
            ? CheckOutcome.Miss(info, "none", "This kernel has no KVM.", new CheckFix("Use the distribution's own kernel."))
            : CheckOutcome.Miss(info, "not loaded", "KVM is not loaded, or the processor refuses it: there is no /dev/kvm.", Load(own));
    }

    private async Task<CheckOutcome> RunsAsync(CheckInfo info, CancellationToken cancellationToken)
    {
        var (usable, told) = await host.System.ProbeKvmAsync(cancellationToken);
        return usable ? CheckOutcome.Pass("runs", told)
            : CheckOutcome.Miss(info, "not usable", told, new CheckFix("Switch virtualization on in the firmware and load KVM. In a virtual machine, let its own host pass it on; some that do so crawl, and are better left to emulation."));
    }

    private Check[] Modules(string name, CheckLevel level, string purpose)
        => [new Check(Info("kernel-module-" + name.Replace('_', '-'), level, $"Module {name}", purpose), info => Module(info, name))];

    private CheckOutcome Module(CheckInfo info, string name) => KernelModules.Find(host, name) switch
    {
        ModuleState.Ready => CheckOutcome.Pass("loaded", $"The module {name} is loaded or built in."),
        // It is loaded at its first use, unless somebody forbade that.
        ModuleState.Loadable => new CheckOutcome(CheckStatus.Warn, "loadable", $"The module {name} is there and not loaded; it {info.Needed}.") { Fix = Load(name) },
        ModuleState.Missing => CheckOutcome.Miss(info, "missing", $"This kernel has no module {name}, which {info.Needed}.", new CheckFix("Use the distribution's own kernel, or install its extra modules.")
        {
            Debian = ["sudo apt-get install -y linux-image-amd64 || sudo apt-get install -y linux-modules-extra-$(uname -r)"],
            RedHat = ["sudo dnf install -y kernel-modules kernel-modules-extra"],
        }),
    };

    /// <summary>The module of KVM for this processor's maker.</summary>
    internal static string OwnKvm(CheckHost host) => host.Lines("/proc/cpuinfo").Any(line => line.Contains("AuthenticAMD", StringComparison.Ordinal)) ? "kvm_amd" : "kvm_intel";

    private static CheckFix Load(string module) => CheckFix.Of("Load it, now and at every start.", ModuleLoaded.Commands(module));
}
