namespace NexusQuantum.Domain.Access;

/// <summary>
/// One thing that may be allowed. <see cref="Permissions"/> gives each its dotted word, its place (in a project or everywhere) and
/// what people read. Never renumbered: <see cref="PermissionSet"/> keeps them as bits, in memory only.
/// </summary>
public enum Permission
{
    /// <summary>See machines, their charts and history.</summary>
    VmRead,

    /// <summary>Create machines.</summary>
    VmCreate,

    /// <summary>Change name, tags, size of a machine; settle one that diverged.</summary>
    VmEdit,

    /// <summary>Start, stop, restart, reset, pause, resume.</summary>
    VmPower,

    /// <summary>Open the serial console of a machine and type in it.</summary>
    VmConsole,

    /// <summary>Open a shell in a machine and run commands in it.</summary>
    VmShell,

    /// <summary>Delete machines with their disks.</summary>
    VmDelete,

    /// <summary>See images and make machines of them.</summary>
    ImageRead,

    /// <summary>Upload, change and delete images.</summary>
    ImageWrite,

    /// <summary>See networks.</summary>
    NetworkRead,

    /// <summary>Give people roles in a project, and make tokens of service accounts for it.</summary>
    ProjectAdminister,

    /// <summary>See hosts, their facts, charts and history.</summary>
    HostRead,

    /// <summary>Join, rename and remove hosts; adopt or remove what they hold.</summary>
    HostAdminister,

    /// <summary>Read the portal's own figures (Prometheus).</summary>
    MetricsRead,

    /// <summary>Read and export the audit.</summary>
    AuditRead,

    /// <summary>Accounts, roles, projects and their quotas, sign-in providers, sessions and tokens of others.</summary>
    AccessAdminister,

    /// <summary>The portal's settings.</summary>
    SettingsAdminister,
}
