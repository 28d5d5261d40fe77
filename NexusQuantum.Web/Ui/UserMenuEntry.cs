namespace NexusQuantum.Web.Ui;

/// <summary>A line of the menu behind the user's name, registered by the feature that owns the page.</summary>
/// <param name="Label">What it says.</param>
/// <param name="Href">Where it goes, from the root.</param>
/// <param name="Icon">SVG of the icon.</param>
/// <param name="Order">Place in the menu.</param>
internal sealed record UserMenuEntry(string Label, string Href, string Icon, int Order);
