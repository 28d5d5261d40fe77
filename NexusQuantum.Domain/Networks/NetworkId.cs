using System.Text.Json.Serialization;
using NexusQuantum.Domain.Identifiers;
using NexusQuantum.Domain.Serialization;

namespace NexusQuantum.Domain.Networks;

/// <summary>Identifies a network.</summary>
/// <param name="Value">The UUID.</param>
[JsonConverter(typeof(IdJsonConverter<NetworkId>))]
public readonly record struct NetworkId(Guid Value) : IId<NetworkId>
{
    /// <summary>A new id (UUIDv7).</summary>
    public static NetworkId New() => new(Guid.CreateVersion7());

    /// <inheritdoc/>
    public static NetworkId From(Guid value) => new(value);

    /// <inheritdoc/>
    public static NetworkId Parse(string s, IFormatProvider? provider) => IdText.Parse<NetworkId>(s);

    /// <inheritdoc/>
    public static NetworkId Parse(ReadOnlySpan<char> s, IFormatProvider? provider) => IdText.Parse<NetworkId>(s);

    /// <inheritdoc/>
    public static bool TryParse(string? s, IFormatProvider? provider, out NetworkId result) => IdText.TryParse(s, out result);

    /// <inheritdoc/>
    public static bool TryParse(ReadOnlySpan<char> s, IFormatProvider? provider, out NetworkId result) => IdText.TryParse(s, out result);

    /// <summary>The hyphenated form.</summary>
    public override string ToString() => Value.ToString("D");
}
