using System.Globalization;
using System.Net;
using NexusQuantum.Agent.Linux;
using NexusQuantum.Agent.Preflight;
using NexusQuantum.Agent.Preflight.Fixes;

namespace NexusQuantum.Agent.Tests.Preflight.Fixes;

/// <summary>
/// A host that answers to what is done to it, all of its state in one directory: files, what the kernel shows, packages and filter
/// rules. So a picture of the directory is a picture of the host.
/// </summary>
internal sealed partial class LivingHost : IHostSystem, IHostHands, IDisposable
{
    private const string Packages = "/sim/packages";
    private const string Rules = "/sim/rules";

    private static readonly Dictionary<string, string[]> Brings = new(StringComparer.Ordinal)
    {
        ["qemu-utils"] = ["qemu-img"], ["screen"] = ["screen"], ["libaio1"] = [], ["postgresql-client"] = ["psql"],
    };

    private readonly string _root = Directory.CreateTempSubdirectory("nq-fix-").FullName;

    /// <summary>A fresh host on which everything that can be mended is to be mended.</summary>
    public LivingHost()
    {
        Put("/proc/sys/kernel/random/boot_id", "one\n");
        Put("/proc/sys/kernel/osrelease", "6.1.0\n");
        Put("/proc/sys/net/ipv4/ip_forward", "0\n");
        Put("/proc/cpuinfo", "vendor_id\t: GenuineIntel\nflags\t\t: lm vmx ept\n");
        Put("/lib/modules/6.1.0/modules.dep", string.Concat(new[] { "kvm", "kvm_intel", "bridge", "veth", "tun", "vhost_net", "vhost_vsock", "overlay", "nf_nat" }.Select(name => $"kernel/{name}.ko.xz:\n")));
        Put("/etc/os-release", "ID=debian\nVERSION_ID=12\nPRETTY_NAME=\"Debian 12\"\n");
        Put("/etc/sysctl.d/60-nexus.conf", "# ours"); // without an end of line
        Directory.CreateDirectory(At("/sys/class/net"));
        Put("/srv/fc/keep", "");
        File.SetUnixFileMode(At("/srv/fc"), (UnixFileMode)0x1FF); // 0777
        Put(Packages, "");
        Put(Rules, "tcp dport 22 accept\n");
        foreach (var program in new[] { "qemu-system-x86_64", "mkfs.ext4", "ip", "nft", "dnsmasq", "modprobe", "curl", "wget", "git", "brctl", "psql", "apt-get" })
        {
            Put("/usr/bin/" + program, "");
        }

        // Present beside nft, and looked for: with it the chain named INPUT would be its own.
        Put("/usr/bin/iptables", "");
    }

    /// <summary>The call, counted from one, at which the power fails.</summary>
    public int? PowerFailsAt { get; init; }

    /// <summary>Whether what was called at that moment was still done.</summary>
    public bool ActsBefore { get; init; }

    public int Calls { get; private set; }

    /// <summary>MANAGER_BASE.</summary>
    public Uri? Portal { get; init; } = new("https://10.0.1.5:18080");

    public CheckHost Eyes => new(_root, this, new CheckSettings
    {
        Variable = _ => null,
        IsRoot = true,
        RunDirectory = "/srv/fc",
        ImageDirectory = "/srv/images",
        Bridge = "fcbr0",
        Bind = new IPEndPoint(IPAddress.Any, 9090),
        Portal = Portal,
        MeasureStorage = false,
    });

    public FixHost Fixes => new(Eyes, this);

    public string At(string path) => Path.Combine(_root, path.TrimStart('/'));

    public void Put(string path, string text)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(At(path)) ?? _root);
        File.WriteAllText(At(path), text);
    }

    /// <summary>All of it: each path with its mode, and the bytes of files. Without the lists of packages, which nobody takes back.</summary>
    public string Picture() => string.Join('\n', Directory.EnumerateFileSystemEntries(_root, "*", SearchOption.AllDirectories).Order(StringComparer.Ordinal)
        .Where(path => !path.StartsWith(At(FixJournal.Directory), StringComparison.Ordinal) && path != At("/var") && path != At("/var/lib"))
        .Select(path => $"{path[_root.Length..]} {Convert.ToString((int)File.GetUnixFileMode(path), 8)} {(File.Exists(path) ? Convert.ToHexString(File.ReadAllBytes(path)) : "")}"));

    /// <summary>Does by hand what a table of checks says.</summary>
    public async Task ByHandAsync(string command)
    {
        if (command.Split(" | sudo tee -a ") is [var echo, var file])
        {
            var before = File.Exists(At(file)) ? await File.ReadAllTextAsync(At(file)) : "";
            Put(file, before + (before.Length > 0 && !before.EndsWith('\n') ? "\n" : "") + echo["echo ".Length..] + "\n");
            return;
        }

        Assert.StartsWith("sudo ", command, StringComparison.Ordinal);
        var done = Do(command["sudo ".Length..].Split(' '));
        Assert.True(done.Ok, command + ": " + done.Error);
    }

    public bool Has(string program) => File.Exists(At("/usr/bin/" + program));

    public Task<ChildResult> RunAsync(IReadOnlyList<string> command, CancellationToken cancellationToken) => Task.FromResult(Do([.. command]));

    public Task<ChildResult> DoAsync(IReadOnlyList<string> command, CancellationToken cancellationToken)
    {
        Calls++;
        var done = Calls == PowerFailsAt && !ActsBefore ? null : Do([.. command]);
        return done is null || Calls == PowerFailsAt ? throw new PowerFailure() : Task.FromResult(done);
    }

    public FileSystemFacts? Space(string path) => null;

    public PathOwner? Owner(string path) => PathOwner.Of(At(path)) is { } owner ? owner with { Mode = owner.Mode & 0x1FF } : null;

    public string? WhyNotListen(IPEndPoint address) => null;

    public Task<bool> ReachesAsync(string host, int port, CancellationToken cancellationToken) => Task.FromResult(false);

    public bool Writes(string path) => false;

    public bool? ClockIsKept() => true;

    public Task<DiskFigures> MeasureDiskAsync(string directory, CancellationToken cancellationToken) => throw new NotSupportedException();

    public Task<(bool Usable, string Told)> ProbeKvmAsync(CancellationToken cancellationToken) => Task.FromResult((false, "Not here."));

    public void Dispose() => Directory.Delete(_root, recursive: true);

    private string Text(string path) => File.Exists(At(path)) ? File.ReadAllText(At(path)) : "";

    private string[] Lines(string path) => Text(path).Split('\n', StringSplitOptions.RemoveEmptyEntries);

    private static ChildResult Good(string output = "") => new(0, output, "", TimedOut: false);

    private static ChildResult Bad(string error, string output = "") => new(1, output, error, TimedOut: false);

    private static string Number(int number) => number.ToString(CultureInfo.InvariantCulture);

    /// <summary>What a test throws where a real host would lose its power.</summary>
    internal sealed class PowerFailure : Exception;
}
