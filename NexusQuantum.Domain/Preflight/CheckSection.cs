using System.Collections.Immutable;

namespace NexusQuantum.Domain.Preflight;

/// <summary>A section of the requirements (<c>deploy/install/requirements.md</c>).</summary>
/// <param name="Id">Stable word for options and files: <c>cpu</c>.</param>
/// <param name="Title">As the document heads it.</param>
/// <param name="Anchor">Its heading's anchor in the document, without '#'.</param>
public sealed record CheckSection(string Id, string Title, string Anchor)
{
    public static readonly CheckSection Cpu = new("cpu", "Processor", "cpu-requirements");
    public static readonly CheckSection Memory = new("memory", "Memory", "memory-requirements");
    public static readonly CheckSection Storage = new("storage", "Storage", "storage-requirements");
    public static readonly CheckSection Adapters = new("adapters", "Network adapters", "network-adapter-requirements");
    public static readonly CheckSection System = new("system", "Operating system", "supported-host-operating-systems");
    public static readonly CheckSection Kernel = new("kernel", "Kernel", "linux-kernel-requirements");
    public static readonly CheckSection Packages = new("packages", "Packages", "system-dependencies");
    public static readonly CheckSection Database = new("database", "Database", "database-requirements");
    public static readonly CheckSection Ports = new("ports", "Ports", "required-network-ports");
    public static readonly CheckSection Firewall = new("firewall", "Firewall", "firewall-rules-iptables-example");
    public static readonly CheckSection Addresses = new("addresses", "Addresses", "ip-addressing-requirements");
    public static readonly CheckSection Bridge = new("bridge", "Bridge", "network-bridge-configuration");
    public static readonly CheckSection Accounts = new("accounts", "Accounts", "required-user-accounts");
    public static readonly CheckSection Ssh = new("ssh", "SSH", "ssh-access-requirements");
    public static readonly CheckSection Directories = new("directories", "Directories", "directory-structure");
    public static readonly CheckSection Tuning = new("tuning", "Storage tuning", "storage-performance-tuning");
    public static readonly CheckSection Environment = new("environment", "Environment", "environment-variables-prepared");

    /// <summary>All that have checks, in the document's order.</summary>
    public static readonly ImmutableArray<CheckSection> All =
        [Cpu, Memory, Storage, Adapters, System, Kernel, Packages, Database, Ports, Firewall, Addresses, Bridge, Accounts, Ssh, Directories, Tuning, Environment];

    /// <summary>Those a host is checked for.</summary>
    public static readonly ImmutableArray<CheckSection> OfHost = [.. All.Where(section => section != Database)];

    /// <summary>Those a portal is checked for.</summary>
    public static readonly ImmutableArray<CheckSection> OfPortal = [System, Database, Ports, Addresses, Directories, Environment];

    /// <summary>The section of this id; null when there is none.</summary>
    public static CheckSection? Find(string id) => All.FirstOrDefault(section => section.Id == id);
}
