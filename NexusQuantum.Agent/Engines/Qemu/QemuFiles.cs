using NexusQuantum.Agent.Vms;

namespace NexusQuantum.Agent.Engines.Qemu;

/// <summary>Names of the engine's files in a VM's directory.</summary>
internal static class QemuFiles
{
    public const string Log = "qemu.log";
    public const string EventLog = "events.log";
    public static readonly string[] Sockets = ["qmp.sock", "events.sock", "serial.sock", "agent.sock"];

    public static string Record(VmDirectory directory) => Path.Combine(directory.Path, "engine.json");

    public static string Pid(VmDirectory directory) => Path.Combine(directory.Path, "engine.pid");

    public static string Qmp(VmDirectory directory) => Path.Combine(directory.Run, Sockets[0]);

    public static string Events(VmDirectory directory) => Path.Combine(directory.Run, Sockets[1]);

    public static string Serial(VmDirectory directory) => Path.Combine(directory.Run, Sockets[2]);

    public static string Control(VmDirectory directory) => Path.Combine(directory.Run, Sockets[3]);

    /// <summary>Removes what a process that ended leaves: sockets and pid. Logs stay until the next start.</summary>
    public static void RemoveTraces(VmDirectory directory)
    {
        foreach (var name in Sockets)
        {
            Delete(Path.Combine(directory.Run, name));
        }

        Delete(Pid(directory));
    }

    private static void Delete(string path)
    {
        try
        {
            File.Delete(path);
        }
        catch (DirectoryNotFoundException)
        {
            // The VM's directory went with it.
        }
    }
}
