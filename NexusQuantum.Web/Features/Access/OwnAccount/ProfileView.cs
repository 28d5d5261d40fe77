namespace NexusQuantum.Web.Features.Access.OwnAccount;

/// <summary>How a person is called and what they like to look at.</summary>
/// <param name="DisplayName">Shown in pages; the user name when null.</param>
/// <param name="Theme"><c>dark</c> or <c>light</c>, set in each browser at sign-in; null leaves it to the browser.</param>
/// <param name="TimeZone">IANA name of the zone in which pages write times; null for that of the browser.</param>
internal sealed record ProfileView(string? DisplayName, string? Theme, string? TimeZone);
