using System.Text.Json.Serialization;
using NexusQuantum.Domain.Identifiers;
using NexusQuantum.Domain.Serialization;

namespace NexusQuantum.Domain.Images;

/// <summary>Identifies an image in the portal's catalogue; its bytes are named by <see cref="Digest"/>.</summary>
/// <param name="Value">The UUID.</param>
[JsonConverter(typeof(IdJsonConverter<ImageId>))]
public readonly record struct ImageId(Guid Value) : IId<ImageId>
{
    /// <summary>A new id (UUIDv7).</summary>
    public static ImageId New() => new(Guid.CreateVersion7());

    /// <inheritdoc/>
    public static ImageId From(Guid value) => new(value);

    /// <inheritdoc/>
    public static ImageId Parse(string s, IFormatProvider? provider) => IdText.Parse<ImageId>(s);

    /// <inheritdoc/>
    public static ImageId Parse(ReadOnlySpan<char> s, IFormatProvider? provider) => IdText.Parse<ImageId>(s);

    /// <inheritdoc/>
    public static bool TryParse(string? s, IFormatProvider? provider, out ImageId result) => IdText.TryParse(s, out result);

    /// <inheritdoc/>
    public static bool TryParse(ReadOnlySpan<char> s, IFormatProvider? provider, out ImageId result) => IdText.TryParse(s, out result);

    /// <summary>The hyphenated form.</summary>
    public override string ToString() => Value.ToString("D");
}
