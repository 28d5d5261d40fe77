namespace NexusQuantum.Web.Features.Access.Sessions;

/// <summary>The sessions of an account that hold, last used first.</summary>
internal sealed record SessionPage(IReadOnlyList<SessionView> Items, string? Next);
