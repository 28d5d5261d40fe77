using System.Text.Json;
using System.Text.Json.Serialization;

namespace NexusQuantum.Agent.Preflight.Fixes;

/// <summary>A line of the journal.</summary>
/// <param name="At">When the change was begun, UTC.</param>
/// <param name="Check">The check it was made for.</param>
/// <param name="Change">What was changed, and what was there before.</param>
internal sealed record FixEntry(DateTimeOffset At, string Check, IFixChange Change);

[JsonSourceGenerationOptions(JsonSerializerDefaults.Web, RespectNullableAnnotations = true, RespectRequiredConstructorParameters = true)]
[JsonSerializable(typeof(FixEntry))]
internal sealed partial class FixJson : JsonSerializerContext;
