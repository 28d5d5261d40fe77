namespace NexusQuantum.Web.Preflight.Portal;

/// <summary>How a host's clock stands beside the portal's.</summary>
/// <param name="Host">Its name.</param>
/// <param name="Ahead">By how much it is ahead; negative when it is behind. As exact as an HTTP date: one second.</param>
/// <param name="Refused">Why it is refused for its clock, in which case <paramref name="Ahead"/> was not measured; null where it is not.</param>
internal sealed record HostClock(string Host, TimeSpan Ahead, string? Refused = null);
