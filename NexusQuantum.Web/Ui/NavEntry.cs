using NexusQuantum.Domain.Access;

namespace NexusQuantum.Web.Ui;

/// <summary>A line of the rail, registered by the feature that owns the page. The frame never names a feature.</summary>
/// <param name="Label">What it says.</param>
/// <param name="Href">Where it goes, from the root.</param>
/// <param name="Icon">SVG of the icon.</param>
/// <param name="Order">Place in the rail; a new hundred starts a group.</param>
/// <param name="Key">With <c>g</c> before it, the key that goes there.</param>
/// <param name="Needs">The permission its page needs somewhere; null for every signed-in person.</param>
/// <param name="Count">How many there are and how many need a person; asked once a second while a page is open.</param>
internal sealed record NavEntry(string Label, string Href, string Icon, int Order, char? Key = null, Func<Caller, NavCount>? Count = null, Permission? Needs = null);
