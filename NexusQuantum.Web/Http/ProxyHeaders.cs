using Microsoft.AspNetCore.HttpOverrides;

namespace NexusQuantum.Web.Http;

/// <summary>
/// <c>X-Forwarded-For</c>, <c>-Proto</c> and <c>-Host</c>, believed from the proxies in <see cref="WebOptions.Proxies"/> and from
/// nobody else: from them come the source address of throttles and of the audit, and whether a request is on TLS. Without such a
/// proxy the headers are never read.
/// </summary>
internal static class ProxyHeaders
{
    public static IServiceCollection AddProxyHeaders(this IServiceCollection services, WebOptions options)
        => services.Configure<ForwardedHeadersOptions>(forwarded =>
        {
            forwarded.ForwardedHeaders = ForwardedHeaders.XForwardedFor | ForwardedHeaders.XForwardedProto | ForwardedHeaders.XForwardedHost;

            // The defaults believe everything on loopback, from where a guest or another account's program may call.
            forwarded.KnownProxies.Clear();
            forwarded.KnownIPNetworks.Clear();
            foreach (var network in options.Proxies)
            {
                forwarded.KnownIPNetworks.Add(network);
            }

            // Read from the right, as far as each hop is a known proxy: with two of ours in a row the person stands before both, and
            // what a stranger wrote himself stands left of his own address, which no proxy of ours vouches for.
            forwarded.ForwardLimit = null;
        });

    public static void UseProxyHeaders(this WebApplication app)
    {
        if (!app.Services.GetRequiredService<WebOptions>().Proxies.IsEmpty)
        {
            app.UseForwardedHeaders();
        }
    }
}
