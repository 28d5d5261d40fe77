using System.Text.Json;
using System.Text.Json.Serialization;

namespace NexusQuantum.Domain.Preflight;

/// <summary>JSON of reports, with their nulls: what <c>nexus-agent check --format json</c> prints, the agent answers and the portal keeps.</summary>
[JsonSourceGenerationOptions(JsonSerializerDefaults.Web, RespectNullableAnnotations = true, RespectRequiredConstructorParameters = true)]
[JsonSerializable(typeof(PreflightReport))]
public sealed partial class PreflightJson : JsonSerializerContext;
