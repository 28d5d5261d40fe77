using NexusQuantum.Agent.Linux;

namespace NexusQuantum.Agent.Tests.Preflight.Fixes;

/// <summary>The programs of the host, as far as fixes and checks use them.</summary>
internal sealed partial class LivingHost
{
    private ChildResult Do(string[] command)
    {
        if (!Has(command[0]) && command[0] is not ("dpkg-query" or "sysctl" or "mkdir" or "chmod"))
        {
            return Bad($"{command[0]} is not installed");
        }

        return command switch
        {
            ["modprobe", "-r", var name] => Unload(name),
            ["modprobe", var name] => Load(name),
            ["sysctl", "-w", var setting] => Set(setting.Split('=')),
            ["mkdir", "-p", var path] => Made(() => Directory.CreateDirectory(At(path))),
            ["chmod", "755", var path] => Made(() => File.SetUnixFileMode(At(path), (UnixFileMode)0x1ED)),
            ["ip", ..] => Ip(command[1..]),
            ["nft", ..] => Nft(command[1..]),
            ["apt-get", ..] => Apt(command[1..]),
            ["dpkg-query", "-W", "-f", _, .. var names] => Query(names),
            ["iptables", "-S", "INPUT"] => Good("-P INPUT ACCEPT\n"),
            _ => Bad($"{string.Join(' ', command)}: not known here"),
        };
    }

    private ChildResult Load(string name)
    {
        if (!Text("/lib/modules/6.1.0/modules.dep").Contains($"/{name}.ko", StringComparison.Ordinal))
        {
            return Bad($"modprobe: FATAL: Module {name} not found");
        }

        Directory.CreateDirectory(At("/sys/module/" + name));
        if (name == "kvm_intel")
        {
            Directory.CreateDirectory(At("/sys/module/kvm"));
            Put("/dev/kvm", "");
        }

        return Good();
    }

    private ChildResult Unload(string name)
    {
        if (File.Exists(At($"/sys/module/{name}/used")))
        {
            return Bad($"modprobe: FATAL: Module {name} is in use.");
        }

        Directory.Delete(At("/sys/module/" + name));
        if (name == "kvm_intel")
        {
            Directory.Delete(At("/sys/module/kvm"));
            File.Delete(At("/dev/kvm"));
            Directory.Delete(At("/dev"));
        }

        if (!Directory.EnumerateFileSystemEntries(At("/sys/module")).Any())
        {
            Directory.Delete(At("/sys/module"));
        }

        return Good();
    }

    private ChildResult Set(string[] setting) => Made(() => Put("/proc/sys/" + setting[0].Replace('.', '/'), setting[1] + "\n"));

    private ChildResult Ip(string[] words)
    {
        const string Addresses = "/sim/addresses";
        var bridges = Directory.EnumerateDirectories(At("/sys/class/net")).Select(path => Path.GetFileName(path) ?? "").ToList();
        switch (words)
        {
            case ["-j", "-d", "link", "show"]:
                return Good($"[{string.Join(',', bridges.Select(name => $$$"""{"ifname":"{{{name}}}","linkinfo":{"info_kind":"bridge"}}""").Concat(Lines("/sim/ports").Select(name => $$"""{"ifname":"{{name}}","master":"fcbr0"}""")))}]");
            case ["-j", "-4", "addr", "show", "dev", _]:
                return Good($"[{{\"addr_info\":[{string.Join(',', Lines(Addresses).Select(address => $$"""{"local":"{{address.Split('/')[0]}}","prefixlen":24}"""))}]}}]");
            case ["-j", "-4", "route", "show", "table", "all"]:
                return Good($"[{string.Join(',', Lines("/sim/routes").Select(range => $$"""{"dst":"{{range}}","dev":"eno1"}"""))}]");
            case ["link", "add", "name", var name, ..]:
                Directory.CreateDirectory(At($"/sys/class/net/{name}/bridge"));
                Put($"/proc/sys/net/ipv6/conf/{name}/disable_ipv6", "0\n");
                return Good();
            case ["addr", "add", var address, "dev", _]:
                return Made(() => Put(Addresses, address + "\n"));
            case ["link", "set", ..]:
                return Good();
            case ["link", "del", "dev", var name]:
                Directory.Delete(At("/sys/class/net/" + name), recursive: true);
                Directory.Delete(At("/proc/sys/net/ipv6"), recursive: true);
                File.Delete(At(Addresses));
                return Good();
            default:
                return Bad("not known here");
        }
    }

    private ChildResult Nft(string[] words)
    {
        var rules = Lines(Rules);
        switch (words)
        {
            case ["list", "ruleset"]:
                return Good($"table inet filter {{\n\tchain input {{\n\t\ttype filter hook input priority filter; policy drop;\n{string.Concat(rules.Select(rule => $"\t\t{rule}\n"))}\t}}\n}}\n");
            case ["-a", "list", "chain", "inet", "filter", "input"]:
                return Good(string.Concat(rules.Select((rule, index) => $"\t\t{rule} # handle {Number(index + 10)}\n")));
            case ["insert", "rule", "inet", "filter", "input", .. var rule]:
                return Made(() => Put(Rules, string.Join(' ', rule).Replace("comment nexus-agent", "comment \"nexus-agent\"", StringComparison.Ordinal) + "\n" + Text(Rules)));
            case ["delete", "rule", "inet", "filter", "input", "handle", var handle]:
                return Made(() => Put(Rules, string.Concat(rules.Where((_, index) => Number(index + 10) != handle).Select(rule => rule + "\n"))));
            default:
                return Bad("No such file or directory");
        }
    }

    private ChildResult Apt(string[] words)
    {
        var here = Lines(Packages);
        switch (words)
        {
            case ["update"]:
                return Good();
            case ["-s", "install", "-y", .. var names]:
                return Good("Reading package lists...\nInst libc6 [2.36-9] (2.36-10 Debian [amd64])\n" + string.Concat(WithNeeds(names).Except(here).Select(name => $"Inst {name} (1.0 Debian [amd64])\nConf {name} (1.0 Debian [amd64])\n")));
            case ["install", "-y", .. var names]:
                return Keep([.. here, .. WithNeeds(names).Except(here)]);
            case ["-s", "purge", .. var names]:
                return Good(string.Concat(names.Concat(Lines("/sim/needing")).Select(name => $"Purg {name} [1.0]\n")));
            case ["purge", "-y", .. var names]:
                return Keep([.. here.Except(names)]);
            default:
                return Bad("E: Invalid operation");
        }
    }

    private static IEnumerable<string> WithNeeds(string[] names) => names.Contains("qemu-utils") ? names.Append("libaio1") : names;

    private ChildResult Keep(string[] packages)
    {
        foreach (var (package, programs) in Brings)
        {
            foreach (var program in programs.Where(program => program != "psql"))
            {
                if (packages.Contains(package))
                {
                    Put("/usr/bin/" + program, "");
                }
                else
                {
                    File.Delete(At("/usr/bin/" + program));
                }
            }
        }

        Put(Packages, string.Concat(packages.Select(package => package + "\n")));
        return Good();
    }

    private ChildResult Query(string[] names)
        => Bad("some are not known", string.Concat(names.Intersect(Lines(Packages)).Select(name => $"ii \t{name}:amd64\n")));

    private static ChildResult Made(Action act)
    {
        act();
        return Good();
    }
}
