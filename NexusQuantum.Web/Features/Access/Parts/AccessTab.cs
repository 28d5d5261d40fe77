using NexusQuantum.Domain.Access;

namespace NexusQuantum.Web.Features.Access.Parts;

/// <summary>A page of the access room, as a tab above all of them; registered by the part that owns the page.</summary>
/// <param name="Label">What it says.</param>
/// <param name="Path">The page.</param>
/// <param name="Order">Its place.</param>
/// <param name="Needs">What its page needs somewhere; null for every signed-in person. A tab that leads nowhere is not shown.</param>
internal sealed record AccessTab(string Label, string Path, int Order, Permission? Needs);
