using System.Text;
using NexusQuantum.Agent.Engines.Qemu.Qmp;
using NexusQuantum.Agent.Linux;
using NexusQuantum.Agent.Vms;
using NexusQuantum.Domain.Serialization;

namespace NexusQuantum.Agent.Engines.Qemu;

/// <summary>
/// Why a QEMU ended, from the SHUTDOWN event its second monitor left in a file (QEMU: qapi/run-state.json). The file's content is
/// QEMU's, so bounded and not believed beyond that one word.
/// </summary>
internal static class QemuExit
{
    private const int Tail = 64 * 1024;

    /// <param name="directory">The VM's.</param>
    /// <param name="asked">Whether this agent asked it to end.</param>
    /// <param name="status">Exit code or signal, when it was our child.</param>
    public static EngineExit Read(VmDirectory directory, bool asked, string? status)
    {
        var reason = LastShutdown(SafeOpen.ReadTail(directory.Run, QemuFiles.EventLog, Tail));
        var words = LastWords(directory);
        var evidence = string.Join(", ", new[] { status, reason is null ? null : $"QEMU says {SafeText.Clean(reason)}", words.Length > 0 ? words : null }.OfType<string>());
        return new EngineExit(Judge(reason, asked), evidence.Length > 0 ? evidence : "it left no word");
    }

    /// <summary>The last lines QEMU wrote to its standard error.</summary>
    public static string LastWords(VmDirectory directory)
        => SafeText.LastLines(WithoutPaths(SafeOpen.ReadTail(directory.Run, QemuFiles.Log, Tail), directory), 3, 500);

    public static EngineExitReason Judge(string? shutdown, bool asked) => shutdown switch
    {
        "guest-shutdown" => EngineExitReason.GuestPoweredOff,
        _ when asked => EngineExitReason.Asked,
        "host-qmp-quit" => EngineExitReason.Asked,
        _ => EngineExitReason.Crashed,
    };

    /// <summary>The reason of the last SHUTDOWN event in a log of QMP lines; null when there is none.</summary>
    public static string? LastShutdown(string log)
    {
        string? reason = null;
        foreach (var line in log.Split('\n'))
        {
            if (line.Contains("\"SHUTDOWN\"", StringComparison.Ordinal)
                && QmpMessage.Parse(Encoding.UTF8.GetBytes(line)) is QmpMessage.Event { Name: "SHUTDOWN" } shutdown)
            {
                reason = shutdown.Word("reason") ?? "unknown";
            }
        }

        return reason;
    }

    private static string WithoutPaths(string text, VmDirectory directory)
        => text.Replace(directory.Path + "/", string.Empty, StringComparison.Ordinal);
}
