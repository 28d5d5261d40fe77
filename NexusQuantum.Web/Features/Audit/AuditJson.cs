using System.Text.Json;
using System.Text.Json.Serialization;

namespace NexusQuantum.Web.Features.Audit;

[JsonSourceGenerationOptions(JsonSerializerDefaults.Web)]
[JsonSerializable(typeof(AuditEntry))]
internal sealed partial class AuditJson : JsonSerializerContext;
