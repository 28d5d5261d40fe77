using NexusQuantum.Domain.Preflight;

namespace NexusQuantum.Agent.Tests.Preflight;

/// <summary>Each check of distribution, kernel and programs: met, missed, and not to be read.</summary>
public sealed class SystemChecksTests
{
    private const string Release = "/etc/os-release";
    private const string Kernel = "/proc/sys/kernel/osrelease";

    [Theory]
    [InlineData("ID=debian\nVERSION_ID=\"12\"\nPRETTY_NAME=\"Debian GNU/Linux 12 (bookworm)\"\n", CheckStatus.Pass, "bookworm")]
    [InlineData("ID=\"rocky\"\nVERSION_ID=\"9.4\"\nPRETTY_NAME=\"Rocky Linux 9.4\"\n", CheckStatus.Pass, "9.4 is supported")]
    [InlineData("ID=ubuntu\nVERSION_ID=\"22.04\"\nPRETTY_NAME=\"Ubuntu 22.04.5 LTS\"\n", CheckStatus.Pass, "supported")]
    [InlineData("ID=debian\nVERSION_ID=\"10\"\nPRETTY_NAME=\"Debian GNU/Linux 10\"\n", CheckStatus.Fail, "not among the supported")]
    [InlineData("ID=ubuntu\nVERSION_ID=\"23.10\"\nPRETTY_NAME=\"Ubuntu 23.10\"\n", CheckStatus.Fail, "not among the supported")]
    [InlineData("ID=ubuntu\nVERSION_ID=\"24.04\"\nPRETTY_NAME=\"Ubuntu 24.04.1 LTS\"\n", CheckStatus.Pass, "supported")]
    [InlineData("ID=debian\nVERSION_ID=\"11\"\nPRETTY_NAME=\"Debian GNU/Linux 11 (bullseye)\"\n", CheckStatus.Pass, "bullseye")]
    [InlineData("ID=\"rocky\"\nVERSION_ID=\"8.9\"\nPRETTY_NAME=\"Rocky Linux 8.9\"\n", CheckStatus.Pass, "8.9 is supported")]
    [InlineData("ID=freebsd\nVERSION_ID=\"14.1\"\nPRETTY_NAME=\"FreeBSD 14.1-RELEASE\"\n", CheckStatus.Fail, "not among the supported")]
    [InlineData("NAME=x\n", CheckStatus.Fail, "no PRETTY_NAME")]
    [InlineData(null, CheckStatus.Fail, "os-release cannot be read")]
    public Task Distributions_are_those_of_the_table(string? text, CheckStatus status, string says)
        => Checked.ComesOutAsync(text is null ? new RecordedHost() : new RecordedHost().With(Release, text), "system-distribution", status, says);

    [Fact]
    public Task A_Linux_inside_Windows_is_none()
        => Checked.ComesOutAsync(new RecordedHost().With(Release, "ID=ubuntu\nVERSION_ID=\"22.04\"\nPRETTY_NAME=\"Ubuntu 22.04.5 LTS\"\n").With(Kernel, "5.15.153.1-microsoft-standard-WSL2\n"), "system-distribution", CheckStatus.Fail, "inside Windows");

    [Theory]
    [InlineData("ubuntu", "22.04", "5.15.0-91-generic", CheckStatus.Pass)]
    [InlineData("ubuntu", "24.04", "6.5.0", CheckStatus.Fail)]
    [InlineData("ubuntu", "24.04", "6.8.0-31-generic", CheckStatus.Pass)]
    [InlineData("debian", "11", "5.10.0-28-amd64", CheckStatus.Pass)]
    [InlineData("rocky", "9.3", "5.14.0-362.el9.x86_64", CheckStatus.Pass)]
    [InlineData("rocky", "8.9", "4.18.0-513.el8.x86_64", CheckStatus.Pass)]
    [InlineData("rocky", "9.3", "5.4.0", CheckStatus.Fail)]
    [InlineData("debian", "12", "6.1.0-18-amd64", CheckStatus.Pass)]
    [InlineData("other", "1", "5.10.1", CheckStatus.Pass)]
    [InlineData("other", "1", "5.4.1", CheckStatus.Fail)]
    [InlineData("debian", "12", "mystery", CheckStatus.Fail)]
    public Task A_kernel_is_as_old_as_its_distribution_has_it(string id, string version, string release, CheckStatus status)
        => Checked.ComesOutAsync(new RecordedHost().With(Release, $"ID={id}\nVERSION_ID=\"{version}\"\n").With(Kernel, release + "\n"), "kernel-version", status, release);

    [Fact]
    public async Task A_module_is_loaded_built_in_loadable_or_missing()
    {
        const string Check = "kernel-module-vhost-net";
        await Checked.ComesOutAsync(new RecordedHost().WithDirectory("/sys/module/vhost_net"), Check, CheckStatus.Pass, "loaded");
        await Checked.ComesOutAsync(With("modules.builtin", "kernel/drivers/vhost/vhost_net.ko\n"), Check, CheckStatus.Pass, "built in");
        await Checked.ComesOutAsync(With("modules.dep", "kernel/drivers/vhost/vhost-net.ko.xz: kernel/drivers/vhost/vhost.ko.xz\n"), Check, CheckStatus.Warn, "not loaded");
        await Checked.ComesOutAsync(With("modules.dep", "kernel/drivers/vhost/vhost.ko.xz:\n"), Check, CheckStatus.Fail, "no module vhost_net");
        await Checked.ComesOutAsync(new RecordedHost().With(Kernel, "6.1.0\n").With("/boot/config-6.1.0", "CONFIG_VHOST_NET=y\n"), Check, CheckStatus.Pass, "built in");
        await Checked.ComesOutAsync(new RecordedHost().With(Kernel, "6.1.0\n").With("/boot/config-6.1.0", "# CONFIG_VHOST_NET is not set\n"), Check, CheckStatus.Fail, "no module vhost_net");
        await Checked.ComesOutAsync(new RecordedHost().With("/dev/vhost-net", ""), Check, CheckStatus.Pass, "built in");
        await Checked.ComesOutAsync(new RecordedHost(), Check, CheckStatus.Fail, "cannot be read");
    }

    [Theory]
    [InlineData("bridge", CheckStatus.Fail)]
    [InlineData("veth", CheckStatus.Fail)]
    [InlineData("tun", CheckStatus.Fail)]
    [InlineData("vhost_vsock", CheckStatus.Fail)]
    [InlineData("overlay", CheckStatus.Warn)]
    [InlineData("nf_nat", CheckStatus.Warn)]
    public async Task Every_module_of_the_document_is_looked_for(string module, CheckStatus missing)
    {
        var check = "kernel-module-" + module.Replace('_', '-');
        await Checked.ComesOutAsync(new RecordedHost().With("/proc/modules", $"{module} 40960 0 - Live 0x0\n"), check, CheckStatus.Pass, module);
        await Checked.ComesOutAsync(new RecordedHost().With(Kernel, "6.1.0\n").WithDirectory("/lib/modules/6.1.0"), check, missing, $"no module {module}");
        await Checked.ComesOutAsync(new RecordedHost().With(Kernel, "6.1.0\n"), check, missing, "neither /lib/modules/6.1.0 nor");
        await Checked.ComesOutAsync(new RecordedHost(), check, missing, "cannot be read");
    }

    [Fact]
    public async Task KVM_is_loaded_and_runs_a_guest()
    {
        var amd = new RecordedHost().With("/proc/cpuinfo", "vendor_id\t: AuthenticAMD\n").With("/dev/kvm", "").WithDirectory("/sys/module/kvm");
        await Checked.ComesOutAsync(amd, "kernel-kvm", CheckStatus.Pass, "KVM is there");
        await Checked.ComesOutAsync(new RecordedHost().With("/proc/cpuinfo", "vendor_id\t: GenuineIntel\n").With(Kernel, "6.1.0\n").With("/lib/modules/6.1.0/modules.dep", "kernel/arch/x86/kvm/kvm.ko:\n"), "kernel-kvm", CheckStatus.Fail, "no /dev/kvm");
        await Checked.ComesOutAsync(new RecordedHost().With("/proc/cpuinfo", "vendor_id\t: GenuineIntel\n").With(Kernel, "6.1.0\n").WithDirectory("/lib/modules/6.1.0"), "kernel-kvm", CheckStatus.Fail, "has no KVM");
        await Checked.ComesOutAsync(new RecordedHost(), "kernel-kvm", CheckStatus.Fail, "cannot be read");
        await Checked.ComesOutAsync(new RecordedHost { Kvm = (true, "It runs.") }, "kernel-kvm-runs", CheckStatus.Pass, "It runs.");
        await Checked.ComesOutAsync(new RecordedHost { Kvm = (false, "It crawls.") }, "kernel-kvm-runs", CheckStatus.Fail, "It crawls.");
        await Checked.ComesOutAsync(new RecordedHost(), "kernel-kvm-runs", CheckStatus.Fail, "did not start");
    }

    [Fact]
    public async Task The_clock_is_kept_by_somebody()
    {
        await Checked.ComesOutAsync(new RecordedHost { Clock = true }, "system-clock", CheckStatus.Pass, "kept");
        await Checked.ComesOutAsync(new RecordedHost { Clock = false }, "system-clock", CheckStatus.Warn, "Nothing keeps");
        await Checked.ComesOutAsync(new RecordedHost(), "system-clock", CheckStatus.Warn, "does not tell");
    }

    [Fact]
    public async Task Control_groups_have_a_version()
    {
        await Checked.ComesOutAsync(new RecordedHost().With("/sys/fs/cgroup/cgroup.controllers", "cpu memory\n"), "system-cgroups", CheckStatus.Pass, "version 2");
        await Checked.ComesOutAsync(new RecordedHost().WithDirectory("/sys/fs/cgroup/memory"), "system-cgroups", CheckStatus.Warn, "version 1");
        await Checked.ComesOutAsync(new RecordedHost(), "system-cgroups", CheckStatus.Warn, "no control groups");
    }

    [Theory]
    [InlineData("packages-machines", CheckStatus.Fail, "qemu-system-x86_64 qemu-img mkfs.ext4 ip nft dnsmasq modprobe")]
    [InlineData("packages-operators", CheckStatus.Warn, "curl wget git brctl iptables screen psql")]
    [InlineData("packages-build", CheckStatus.NotApplicable, "gcc g++ make pkg-config clang ld.lld npm dotnet")]
    [InlineData("packages-containers", CheckStatus.NotApplicable, "docker containerd")]
    [InlineData("packages-monitoring", CheckStatus.NotApplicable, "htop iotop nethogs tcpdump")]
    public async Task Programs_are_there_or_named_with_their_packages(string check, CheckStatus missing, string programs)
    {
        var all = new RecordedHost();
        foreach (var program in programs.Split(' '))
        {
            all.Answers(program, "");
        }

        await Checked.ComesOutAsync(all, check, CheckStatus.Pass, "all programs");
        await Checked.ComesOutAsync(new RecordedHost(), check, missing, programs.Split(' ')[0]);
    }

    private static RecordedHost With(string list, string text) => new RecordedHost().With(Kernel, "6.1.0\n").With("/lib/modules/6.1.0/" + list, text);
}
