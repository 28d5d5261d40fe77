namespace NexusQuantum.Web.Features.Vms;

/// <summary>Something that happened to a VM, newest first in lists.</summary>
/// <param name="At">When, UTC.</param>
/// <param name="Kind">Stable word: <c>created</c>, <c>state</c>, <c>edited</c>, <c>guest</c>, <c>shell</c>, <c>console</c>.</param>
/// <param name="Text">For people.</param>
/// <param name="By">Who asked, null when nobody did.</param>
public sealed record VmEventView(DateTimeOffset At, string Kind, string Text, string? By);
