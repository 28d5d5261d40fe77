using System.Text.Json.Serialization;
using NexusQuantum.Domain.Identifiers;
using NexusQuantum.Domain.Serialization;

namespace NexusQuantum.Domain.Vms;

/// <summary>Identifies a VM, everywhere and for ever.</summary>
/// <param name="Value">The UUID.</param>
[JsonConverter(typeof(IdJsonConverter<VmId>))]
public readonly record struct VmId(Guid Value) : IId<VmId>
{
    /// <summary>A new id (UUIDv7).</summary>
    public static VmId New() => new(Guid.CreateVersion7());

    /// <inheritdoc/>
    public static VmId From(Guid value) => new(value);

    /// <inheritdoc/>
    public static VmId Parse(string s, IFormatProvider? provider) => IdText.Parse<VmId>(s);

    /// <inheritdoc/>
    public static VmId Parse(ReadOnlySpan<char> s, IFormatProvider? provider) => IdText.Parse<VmId>(s);

    /// <inheritdoc/>
    public static bool TryParse(string? s, IFormatProvider? provider, out VmId result) => IdText.TryParse(s, out result);

    /// <inheritdoc/>
    public static bool TryParse(ReadOnlySpan<char> s, IFormatProvider? provider, out VmId result) => IdText.TryParse(s, out result);

    /// <summary>The hyphenated form.</summary>
    public override string ToString() => Value.ToString("D");
}
