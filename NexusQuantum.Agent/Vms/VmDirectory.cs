using NexusQuantum.Domain.Vms;

namespace NexusQuantum.Agent.Vms;

/// <summary>
/// The directory of one VM and the names in it. The directory and the three files of ours belong to root (0700) and are closed to
/// the engine; only <see cref="Run"/> and <see cref="Disks"/> are the VM uid's, and what lies there is hostile.
/// </summary>
/// <param name="Path">Absolute path, <c>&lt;run dir&gt;/vms/&lt;id&gt;</c>.</param>
internal sealed record VmDirectory(string Path)
{
    /// <summary>The newest wish, written atomically before anything is done for it.</summary>
    public string SpecFile => System.IO.Path.Combine(Path, "spec.json");

    /// <summary>Last known state, pid with start time, addresses, the guest's key.</summary>
    public string StateFile => System.IO.Path.Combine(Path, "state.json");

    /// <summary>The argument list of the last start, one per line.</summary>
    public string ArgvFile => System.IO.Path.Combine(Path, "argv");

    /// <summary>Sockets, pid file and logs; the VM uid writes here.</summary>
    public string Run => System.IO.Path.Combine(Path, "run");

    /// <summary>Disk files; the VM uid writes here.</summary>
    public string Disks => System.IO.Path.Combine(Path, "disks");

    /// <summary>Directory of a VM below a run directory.</summary>
    public static VmDirectory Of(string runDirectory, VmId id) => new(System.IO.Path.Combine(runDirectory, "vms", id.ToString()));
}
