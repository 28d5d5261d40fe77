using System.Text.Json;
using System.Text.Json.Serialization;
using NexusQuantum.Domain.Identifiers;

namespace NexusQuantum.Domain.Serialization;

/// <summary>Ids travel as hyphenated UUID strings, as values and as dictionary keys.</summary>
/// <typeparam name="TId">The identifier type.</typeparam>
public sealed class IdJsonConverter<TId> : JsonConverter<TId>
    where TId : struct, IId<TId>
{
    /// <inheritdoc/>
    public override TId Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
        => IdText.TryParse<TId>(reader.GetString(), out var id) ? id : throw new JsonException("Expected a UUID with hyphens.");

    /// <inheritdoc/>
    public override void Write(Utf8JsonWriter writer, TId value, JsonSerializerOptions options)
        => writer.WriteStringValue(value.Value);

    /// <inheritdoc/>
    public override TId ReadAsPropertyName(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
        => Read(ref reader, typeToConvert, options);

    /// <inheritdoc/>
    public override void WriteAsPropertyName(Utf8JsonWriter writer, TId value, JsonSerializerOptions options)
        => writer.WritePropertyName(value.Value.ToString("D"));
}
