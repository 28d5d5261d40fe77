using System.Text.Json;
using System.Text.Json.Serialization;
using NexusQuantum.Domain.AgentApi;

namespace NexusQuantum.Agent.Vms;

/// <summary>JSON of the journal's files.</summary>
[JsonSourceGenerationOptions(
    JsonSerializerDefaults.Web,
    WriteIndented = true,
    RespectNullableAnnotations = true,
    RespectRequiredConstructorParameters = true,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(EnsureVm))]
[JsonSerializable(typeof(VmRecord))]
[JsonSerializable(typeof(EpochFile))]
internal sealed partial class JournalJson : JsonSerializerContext;
