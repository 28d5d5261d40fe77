namespace NexusQuantum.Web.Preflight.Portal;

/// <summary>The certificate browsers see.</summary>
/// <param name="Path">Its file.</param>
/// <param name="IsOwn">Made by this portal, and renewed by it.</param>
/// <param name="From">Valid from, UTC.</param>
/// <param name="To">Valid until, UTC.</param>
/// <param name="Covers">Whether it names a host name or address (RFC 6125).</param>
internal sealed record CertificateFacts(string Path, bool IsOwn, DateTimeOffset From, DateTimeOffset To, Func<string, bool> Covers);
