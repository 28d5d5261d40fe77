using System.Net;

namespace NexusQuantum.Web.Features.Access.Pages;

/// <summary>Why browsers refuse passkeys at an address, as far as it can be told without asking one.</summary>
internal static class PasskeyPlace
{
    /// <summary>Null where they may work. W3C Web Authentication 3, 5.1.3: a registrable domain or localhost, in a secure context.</summary>
    public static string? WhyNot(Uri address, Uri? published)
        => IPAddress.TryParse(address.Host.Trim('[', ']'), out _) ? "Browsers allow no passkeys on an IP address. Open the portal by its host name."
            : address.Scheme == Uri.UriSchemeHttps || IsLocal(address.Host) || (published is { Scheme: "https" } && string.Equals(published.Host, address.Host, StringComparison.OrdinalIgnoreCase)) ? null
            : "Browsers allow passkeys on https only, or on http://localhost.";

    private static bool IsLocal(string host) => host is "localhost" || host.EndsWith(".localhost", StringComparison.OrdinalIgnoreCase);
}
