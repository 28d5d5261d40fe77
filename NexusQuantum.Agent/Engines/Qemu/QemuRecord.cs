using System.Text.Json;
using System.Text.Json.Serialization;
using NexusQuantum.Agent.Linux;
using NexusQuantum.Agent.Vms;
using NexusQuantum.Domain.Engines;

namespace NexusQuantum.Agent.Engines.Qemu;

/// <summary>
/// What a later agent must know of a running QEMU, in <c>engine.json</c> beside the spec, ours alone. Written before the start; the
/// pid is added by the trampoline in <c>engine.pid</c>, so a crash of the agent at any moment leaves no process unknown.
/// </summary>
internal sealed record QemuRecord
{
    public required MachineProfile Profile { get; init; }

    public required Accelerator Accelerator { get; init; }

    public required string Version { get; init; }

    public required int Vcpus { get; init; }

    public required int MemoryMiB { get; init; }

    public required DateTimeOffset StartedAt { get; init; }

    public int? GuestPort { get; init; }

    public string? Note { get; init; }

    public static QemuRecord? Read(VmDirectory directory)
    {
        try
        {
            return JsonSerializer.Deserialize(File.ReadAllText(QemuFiles.Record(directory)), QemuRecordJson.Default.QemuRecord);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or JsonException)
        {
            return null;
        }
    }

    public void Write(VmDirectory directory)
        => AtomicFile.Write(QemuFiles.Record(directory), JsonSerializer.Serialize(this, QemuRecordJson.Default.QemuRecord));
}

[JsonSourceGenerationOptions(JsonSerializerDefaults.Web, RespectNullableAnnotations = true, RespectRequiredConstructorParameters = true)]
[JsonSerializable(typeof(QemuRecord))]
internal sealed partial class QemuRecordJson : JsonSerializerContext;
