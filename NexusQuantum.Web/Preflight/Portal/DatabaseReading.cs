namespace NexusQuantum.Web.Preflight.Portal;

/// <summary>The database as it was found: what it says, or why there is nothing to ask.</summary>
/// <param name="Place">Server and database without credentials.</param>
/// <param name="Facts">Null where there is no server yet.</param>
/// <param name="Idle">Why there is none: a sentence; null where one answered.</param>
internal sealed record DatabaseReading(string Place, DatabaseFacts? Facts, string? Idle);
