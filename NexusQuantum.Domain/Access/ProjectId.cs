using System.Text.Json.Serialization;
using NexusQuantum.Domain.Identifiers;
using NexusQuantum.Domain.Serialization;

namespace NexusQuantum.Domain.Access;

/// <summary>Identifies a project: what machines, images and the like belong to, and what people have roles in.</summary>
/// <param name="Value">The UUID.</param>
[JsonConverter(typeof(IdJsonConverter<ProjectId>))]
public readonly record struct ProjectId(Guid Value) : IId<ProjectId>
{
    /// <summary>The project that every installation has from its first start; it cannot be deleted.</summary>
    public static readonly ProjectId Default = new(new Guid("00000000-0000-7000-8000-000000000001"));

    /// <summary>A new id (UUIDv7).</summary>
    public static ProjectId New() => new(Guid.CreateVersion7());

    /// <inheritdoc/>
    public static ProjectId From(Guid value) => new(value);

    /// <inheritdoc/>
    public static ProjectId Parse(string s, IFormatProvider? provider) => IdText.Parse<ProjectId>(s);

    /// <inheritdoc/>
    public static ProjectId Parse(ReadOnlySpan<char> s, IFormatProvider? provider) => IdText.Parse<ProjectId>(s);

    /// <inheritdoc/>
    public static bool TryParse(string? s, IFormatProvider? provider, out ProjectId result) => IdText.TryParse(s, out result);

    /// <inheritdoc/>
    public static bool TryParse(ReadOnlySpan<char> s, IFormatProvider? provider, out ProjectId result) => IdText.TryParse(s, out result);

    /// <summary>The hyphenated form.</summary>
    public override string ToString() => Value.ToString("D");
}
