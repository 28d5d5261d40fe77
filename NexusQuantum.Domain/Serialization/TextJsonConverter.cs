using System.Globalization;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace NexusQuantum.Domain.Serialization;

/// <summary>Values with a text form (names, digests, addresses) travel as that text and are parsed on arrival.</summary>
/// <typeparam name="T">A type that parses what its <c>ToString</c> writes.</typeparam>
public sealed class TextJsonConverter<T> : JsonConverter<T>
    where T : struct, ISpanParsable<T>
{
    /// <inheritdoc/>
    public override T Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
        => T.TryParse(reader.GetString(), CultureInfo.InvariantCulture, out var value)
            ? value
            : throw new JsonException($"Not a {typeof(T).Name}.");

    /// <inheritdoc/>
    public override void Write(Utf8JsonWriter writer, T value, JsonSerializerOptions options)
        => writer.WriteStringValue(value.ToString());
}
