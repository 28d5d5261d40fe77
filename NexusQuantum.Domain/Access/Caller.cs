namespace NexusQuantum.Domain.Access;

/// <summary>Who asks: passed to every handler, by pages and endpoints alike.</summary>
/// <param name="UserId">The account.</param>
/// <param name="Name">Its user name, for operations and events.</param>
public sealed record Caller(Guid UserId, string Name)
{
    /// <summary>The product itself: restarts, sweeps, imports of shipped images.</summary>
    public static readonly Caller System = new(Guid.Empty, "nexus");
}
