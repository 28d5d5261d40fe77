using System.Text.Json.Serialization;
using NexusQuantum.Domain.Identifiers;
using NexusQuantum.Domain.Serialization;

namespace NexusQuantum.Domain.Hosts;

/// <summary>Identifies a host; given by the portal when the agent joins.</summary>
/// <param name="Value">The UUID.</param>
[JsonConverter(typeof(IdJsonConverter<HostId>))]
public readonly record struct HostId(Guid Value) : IId<HostId>
{
    /// <summary>A new id (UUIDv7).</summary>
    public static HostId New() => new(Guid.CreateVersion7());

    /// <inheritdoc/>
    public static HostId From(Guid value) => new(value);

    /// <inheritdoc/>
    public static HostId Parse(string s, IFormatProvider? provider) => IdText.Parse<HostId>(s);

    /// <inheritdoc/>
    public static HostId Parse(ReadOnlySpan<char> s, IFormatProvider? provider) => IdText.Parse<HostId>(s);

    /// <inheritdoc/>
    public static bool TryParse(string? s, IFormatProvider? provider, out HostId result) => IdText.TryParse(s, out result);

    /// <inheritdoc/>
    public static bool TryParse(ReadOnlySpan<char> s, IFormatProvider? provider, out HostId result) => IdText.TryParse(s, out result);

    /// <summary>The hyphenated form.</summary>
    public override string ToString() => Value.ToString("D");
}
