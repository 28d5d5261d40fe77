using System.Collections.Immutable;
using System.Text.Json;
using System.Text.Json.Serialization;
using NexusQuantum.Domain.Errors;
using NexusQuantum.Domain.Operations;

namespace NexusQuantum.Web.Operations;

[JsonSourceGenerationOptions(JsonSerializerDefaults.Web, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(ImmutableArray<OperationStep>))]
[JsonSerializable(typeof(Problem))]
internal sealed partial class OperationJson : JsonSerializerContext;
