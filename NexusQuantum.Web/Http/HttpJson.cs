using System.Text.Json;
using System.Text.Json.Serialization;
using NexusQuantum.Domain.Errors;

namespace NexusQuantum.Web.Http;

[JsonSourceGenerationOptions(JsonSerializerDefaults.Web, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(Problem))]
internal sealed partial class HttpJson : JsonSerializerContext;
