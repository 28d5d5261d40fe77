namespace NexusQuantum.Domain.Identifiers;

/// <summary>A typed identifier: a UUID that was parsed at the door and can name a file or a row.</summary>
/// <typeparam name="TSelf">The identifier type itself.</typeparam>
public interface IId<TSelf> : ISpanParsable<TSelf>
    where TSelf : struct, IId<TSelf>
{
    /// <summary>The UUID; version 7 when we made it, so ids sort by creation time.</summary>
    Guid Value { get; }

    /// <summary>Wraps a UUID that is already known to be good.</summary>
    static abstract TSelf From(Guid value);
}
