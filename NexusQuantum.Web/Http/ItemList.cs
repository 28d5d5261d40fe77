using System.Collections.Immutable;

namespace NexusQuantum.Web.Http;

/// <summary>How the API answers lists: always an object, so that it can grow.</summary>
/// <param name="Items">The things.</param>
/// <param name="Next">Cursor of the next page, null at the end.</param>
public sealed record ItemList<T>(ImmutableArray<T> Items, string? Next = null);
