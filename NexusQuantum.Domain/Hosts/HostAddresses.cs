using System.Collections.Immutable;

namespace NexusQuantum.Domain.Hosts;

/// <summary>Where a host may be reached, as found when it joined or was last connected to. Compared by content.</summary>
/// <param name="Own">What its agent found on it, the one it reaches the portal from first.</param>
/// <param name="SeenFrom">Where its join came from, as the portal saw it; a proxy's address when one stands between. Null when it was not seen.</param>
public sealed record HostAddresses(ImmutableArray<OwnAddress> Own, string? SeenFrom = null)
{
    /// <summary>None found, as with an agent that does not tell.</summary>
    public static HostAddresses None { get; } = new([]);

    /// <inheritdoc/>
    public bool Equals(HostAddresses? other) => other is not null && SeenFrom == other.SeenFrom && Own.AsSpan().SequenceEqual(other.Own.AsSpan());

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(SeenFrom, Own.IsDefault ? 0 : Own.Length);
}
