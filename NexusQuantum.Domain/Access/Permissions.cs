using System.Collections.Frozen;
using System.Collections.Immutable;

namespace NexusQuantum.Domain.Access;

/// <summary>The table of all permissions.</summary>
public static class Permissions
{
    /// <summary>One row each, in the order of <see cref="Permission"/>.</summary>
    public static ImmutableArray<PermissionFacts> All { get; } =
    [
        new(Permission.VmRead, "vm.read", true, "see machines, their charts and history"),
        new(Permission.VmCreate, "vm.create", true, "create machines"),
        new(Permission.VmEdit, "vm.edit", true, "change name, tags and size of machines"),
        new(Permission.VmPower, "vm.power", true, "start, stop, restart and pause machines"),
        new(Permission.VmConsole, "vm.console", true, "use the console of machines"),
        new(Permission.VmShell, "vm.shell", true, "open shells and run commands in machines"),
        new(Permission.VmDelete, "vm.delete", true, "delete machines with their disks"),
        new(Permission.ImageRead, "image.read", true, "see images"),
        new(Permission.ImageWrite, "image.write", true, "upload, change and delete images"),
        new(Permission.NetworkRead, "network.read", true, "see networks"),
        new(Permission.ProjectAdminister, "project.administer", true, "give people roles in the project"),
        new(Permission.HostRead, "host.read", false, "see hosts, their facts and charts"),
        new(Permission.HostAdminister, "host.administer", false, "join, rename and remove hosts"),
        new(Permission.MetricsRead, "metrics.read", false, "read the portal's own figures"),
        new(Permission.AuditRead, "audit.read", false, "read and export the audit"),
        new(Permission.AccessAdminister, "access.administer", false, "administer accounts, roles, projects and sign-in"),
        new(Permission.SettingsAdminister, "settings.administer", false, "change the portal's settings"),
    ];

    private static readonly FrozenDictionary<string, Permission> ByName = All.ToFrozenDictionary(facts => facts.Name, facts => facts.Permission, StringComparer.Ordinal);

    /// <summary>Its row.</summary>
    public static PermissionFacts Facts(this Permission permission) => All[(int)permission];

    /// <summary>Its dotted word.</summary>
    public static string Name(this Permission permission) => All[(int)permission].Name;

    /// <summary>Reads a dotted word; false for one that is none.</summary>
    public static bool TryParse(string? name, out Permission permission)
    {
        permission = default;
        return name is not null && ByName.TryGetValue(name, out permission);
    }
}
