using System.Text.Json;
using System.Text.Json.Serialization;
using NexusQuantum.Domain.Errors;
using NexusQuantum.Domain.Hosts;

namespace NexusQuantum.Domain.AgentApi;

/// <summary>JSON of the agent contract: camelCase, enums as camelCase words, unknown members ignored (the other side may be a release ahead), missing required ones refused.</summary>
[JsonSourceGenerationOptions(
    JsonSerializerDefaults.Web,
    RespectNullableAnnotations = true,
    RespectRequiredConstructorParameters = true,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(HostFacts))]
[JsonSerializable(typeof(EnsureVm))]
[JsonSerializable(typeof(VmReport))]
[JsonSerializable(typeof(VmReport[]))]
[JsonSerializable(typeof(WatchFrame))]
[JsonSerializable(typeof(WatchInterest))]
[JsonSerializable(typeof(HostImage))]
[JsonSerializable(typeof(HostImage[]))]
[JsonSerializable(typeof(ExecRequest))]
[JsonSerializable(typeof(ExecResult))]
[JsonSerializable(typeof(ConsoleHello))]
[JsonSerializable(typeof(ShellControl))]
[JsonSerializable(typeof(EnrollRequest))]
[JsonSerializable(typeof(EnrollResponse))]
[JsonSerializable(typeof(CertificateRequest))]
[JsonSerializable(typeof(CertificateGrant))]
[JsonSerializable(typeof(HostAddresses))]
[JsonSerializable(typeof(Problem))]
public sealed partial class AgentJson : JsonSerializerContext;
