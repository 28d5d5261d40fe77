namespace NexusQuantum.Agent.Preflight.Checks;

/// <summary>Finds kernel modules: loaded (<c>/sys/module</c>), built in or loadable (modules.builtin and modules.dep of depmod(8)).</summary>
internal static class KernelModules
{
    public static ModuleState Find(CheckHost host, string name)
    {
        if (host.Exists("/sys/module/" + name) || (host.ReadIfThere("/proc/modules") ?? "").Split('\n').Any(line => line.StartsWith(name + " ", StringComparison.Ordinal)))
        {
            return ModuleState.Ready;
        }

        var folder = "/lib/modules/" + host.Read("/proc/sys/kernel/osrelease").Trim();
        return Lists(host.ReadIfThere(folder + "/modules.builtin"), name) ? ModuleState.Ready
            : Lists(host.ReadIfThere(folder + "/modules.dep"), name) ? ModuleState.Loadable
            : ModuleState.Missing;
    }

    /// <summary>Lines begin with a path like <c>kernel/net/bridge/bridge.ko.xz:</c>; file names may have '-' for '_'.</summary>
    private static bool Lists(string? list, string name)
        => (list ?? "").Split('\n').Select(line => Path.GetFileName(line.Split(':')[0])).Any(file => file.Split('.') is [var module, "ko", ..] && module.Replace('-', '_') == name);
}
