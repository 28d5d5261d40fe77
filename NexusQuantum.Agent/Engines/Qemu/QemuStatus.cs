using System.Text.Json;
using NexusQuantum.Agent.Engines.Qemu.Qmp;

namespace NexusQuantum.Agent.Engines.Qemu;

/// <summary>QEMU's words in ours (QEMU: qapi/run-state.json, qapi/block-core.json).</summary>
internal static class QemuStatus
{
    public static EngineStatus Read(string? status) => status switch
    {
        "running" => EngineStatus.Running,
        "shutdown" or "internal-error" or "guest-panicked" or null => EngineStatus.Broken,
        _ => EngineStatus.Paused,
    };

    public static EngineEvent? Translate(string name) => name switch
    {
        "STOP" => EngineEvent.Paused,
        "RESUME" => EngineEvent.Resumed,
        "RESET" => EngineEvent.Reset,
        "POWERDOWN" => EngineEvent.PowerDown,
        "GUEST_PANICKED" => EngineEvent.Panicked,
        "BLOCK_IO_ERROR" => EngineEvent.DiskError,
        _ => null,
    };

    public static DiskCounters Sum(JsonElement answer)
    {
        var sum = new DiskCounters(0, 0, 0, 0);
        if (answer.ValueKind != JsonValueKind.Array)
        {
            return sum;
        }

        foreach (var device in answer.EnumerateArray())
        {
            if (device.ValueKind == JsonValueKind.Object && device.TryGetProperty("stats", out var stats))
            {
                sum = new DiskCounters(
                    sum.ReadBytes + stats.Long("rd_bytes"),
                    sum.WriteBytes + stats.Long("wr_bytes"),
                    sum.Reads + stats.Long("rd_operations"),
                    sum.Writes + stats.Long("wr_operations"));
            }
        }

        return sum;
    }
}
