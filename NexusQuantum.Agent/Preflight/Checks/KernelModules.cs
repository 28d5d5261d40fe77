namespace NexusQuantum.Agent.Preflight.Checks;

/// <summary>
/// Finds kernel modules: loaded (<c>/sys/module</c>), built in or loadable (modules.builtin and modules.dep of depmod(8)). A kernel
/// without a folder of modules has all it has built in, and tells it by devices or by its own configuration.
/// </summary>
internal static class KernelModules
{
    private static readonly Dictionary<string, string> Devices = new(StringComparer.Ordinal) { ["tun"] = "/dev/net/tun", ["vhost_net"] = "/dev/vhost-net", ["vhost_vsock"] = "/dev/vhost-vsock" };

    private static readonly Dictionary<string, string> Options = new(StringComparer.Ordinal)
    {
        ["kvm"] = "KVM", ["kvm_intel"] = "KVM_INTEL", ["kvm_amd"] = "KVM_AMD", ["bridge"] = "BRIDGE", ["veth"] = "VETH", ["tun"] = "TUN", ["vhost_net"] = "VHOST_NET",
        ["vhost_vsock"] = "VHOST_VSOCK", ["overlay"] = "OVERLAY_FS", ["nf_nat"] = "NF_NAT", ["8021q"] = "VLAN_8021Q",
    };

    public static ModuleState Find(CheckHost host, string name)
    {
        if (host.Exists("/sys/module/" + name) || (Devices.TryGetValue(name, out var device) && host.Exists(device))
            || (host.ReadIfThere("/proc/modules") ?? "").Split('\n').Any(line => line.StartsWith(name + " ", StringComparison.Ordinal)))
        {
            return ModuleState.Ready;
        }

        var release = host.Read("/proc/sys/kernel/osrelease").Trim();
        var folder = "/lib/modules/" + release;
        if (host.Exists(folder))
        {
            return Lists(host.ReadIfThere(folder + "/modules.builtin"), name) ? ModuleState.Ready
                : Lists(host.ReadIfThere(folder + "/modules.dep"), name) ? ModuleState.Loadable
                : ModuleState.Missing;
        }

        var configuration = host.ReadIfThere("/proc/config.gz") ?? host.ReadIfThere("/boot/config-" + release)
            ?? throw new UnreadableException($"What the kernel {release} is made of", $"there is neither {folder} nor /proc/config.gz nor /boot/config-{release}");
        return configuration.Split('\n').Contains($"CONFIG_{Options[name]}=y", StringComparer.Ordinal) ? ModuleState.Ready : ModuleState.Missing;
    }

    /// <summary>Lines begin with a path like <c>kernel/net/bridge/bridge.ko.xz:</c>; file names may have '-' for '_'.</summary>
    private static bool Lists(string? list, string name)
        => (list ?? "").Split('\n').Select(line => Path.GetFileName(line.Split(':')[0])).Any(file => file.Split('.') is [var module, "ko", ..] && module.Replace('-', '_') == name);
}
