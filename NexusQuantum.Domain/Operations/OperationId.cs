using System.Text.Json.Serialization;
using NexusQuantum.Domain.Identifiers;
using NexusQuantum.Domain.Serialization;

namespace NexusQuantum.Domain.Operations;

/// <summary>Identifies a piece of long work.</summary>
/// <param name="Value">The UUID.</param>
[JsonConverter(typeof(IdJsonConverter<OperationId>))]
public readonly record struct OperationId(Guid Value) : IId<OperationId>
{
    /// <summary>A new id (UUIDv7).</summary>
    public static OperationId New() => new(Guid.CreateVersion7());

    /// <inheritdoc/>
    public static OperationId From(Guid value) => new(value);

    /// <inheritdoc/>
    public static OperationId Parse(string s, IFormatProvider? provider) => IdText.Parse<OperationId>(s);

    /// <inheritdoc/>
    public static OperationId Parse(ReadOnlySpan<char> s, IFormatProvider? provider) => IdText.Parse<OperationId>(s);

    /// <inheritdoc/>
    public static bool TryParse(string? s, IFormatProvider? provider, out OperationId result) => IdText.TryParse(s, out result);

    /// <inheritdoc/>
    public static bool TryParse(ReadOnlySpan<char> s, IFormatProvider? provider, out OperationId result) => IdText.TryParse(s, out result);

    /// <summary>The hyphenated form.</summary>
    public override string ToString() => Value.ToString("D");
}
