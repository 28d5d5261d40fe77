using System.Text.Json;
using System.Text.Json.Serialization;
using NexusQuantum.Domain.AgentApi;
using NexusQuantum.Domain.Errors;

namespace NexusQuantum.Domain.GuestApi;

/// <summary>JSON of the guest contract, read as hostile: small depth, unknown members ignored, missing required ones refused.</summary>
[JsonSourceGenerationOptions(
    JsonSerializerDefaults.Web,
    MaxDepth = 8,
    RespectNullableAnnotations = true,
    RespectRequiredConstructorParameters = true,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(GuestFrame))]
[JsonSerializable(typeof(HostFrame))]
[JsonSerializable(typeof(GuestSample))]
[JsonSerializable(typeof(GuestHealth))]
[JsonSerializable(typeof(ExecRequest))]
[JsonSerializable(typeof(ExecResult))]
[JsonSerializable(typeof(ShellControl))]
[JsonSerializable(typeof(Problem))]
public sealed partial class GuestJson : JsonSerializerContext;
