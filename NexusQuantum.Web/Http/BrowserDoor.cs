using Microsoft.AspNetCore.Antiforgery;
using Microsoft.AspNetCore.Identity;
using NexusQuantum.Domain.Errors;

namespace NexusQuantum.Web.Http;

/// <summary>
/// Where a cookie counts as a credential for the API, the hubs and the circuit: only when the browser says that one of our own
/// pages asks, and for changes by <c>/v1</c> with the antiforgery token besides. A bearer header needs neither; no other site can
/// make a browser send one.
/// </summary>
internal sealed class BrowserDoor(IAntiforgery antiforgery, WebOptions options)
{
    private static readonly string[] Guarded = ["/v1", "/hubs", "/_blazor", "/openapi", "/metrics"];

    public async Task PassAsync(HttpContext context, RequestDelegate next)
    {
        var request = context.Request;
        var byCookie = context.User.Identities.Any(identity => identity.IsAuthenticated && string.Equals(identity.AuthenticationType, IdentityConstants.ApplicationScheme, StringComparison.Ordinal));
        var socket = context.WebSockets.IsWebSocketRequest;
        if (byCookie && (socket || Guarded.Any(path => request.Path.StartsWithSegments(path, StringComparison.OrdinalIgnoreCase))))
        {
            if (!FromOurPage(request, socket))
            {
                await Refused("origin-refused", "A cookie is accepted here only from this portal's own pages.", "Send 'Authorization: Bearer TOKEN' with a token from POST /v1/login.").ExecuteAsync(context);
                return;
            }

            // By header only: looking for the token in a form would read a whole upload first.
            if (Changes(request) && request.Path.StartsWithSegments("/v1", StringComparison.OrdinalIgnoreCase)
                && !(request.Headers.ContainsKey(HttpRoom.AntiforgeryHeader) && await antiforgery.IsRequestValidAsync(context)))
            {
                await Refused("antiforgery-refused", "The antiforgery token is missing or stale.", "Load the page again; programs send 'Authorization: Bearer TOKEN' instead.").ExecuteAsync(context);
                return;
            }
        }

        await next(context);
    }

    private static bool Changes(HttpRequest request)
        => !(HttpMethods.IsGet(request.Method) || HttpMethods.IsHead(request.Method) || HttpMethods.IsOptions(request.Method));

    /// <summary>
    /// Browsers send Origin with every WebSocket and every change; with a plain GET only Sec-Fetch-Site, and to an http address
    /// that is not localhost not even that, so there the Referer has to do.
    /// </summary>
    private bool FromOurPage(HttpRequest request, bool socket)
    {
        if (request.Headers.Origin.Count > 0)
        {
            return request.Headers.Origin.Count == 1 && Same(request, request.Headers.Origin[0]);
        }

        if (socket || Changes(request))
        {
            return false;
        }

        if (request.Headers["Sec-Fetch-Site"] is { Count: > 0 } site)
        {
            // "none": the operator typed the address or opened a bookmark.
            return site.Count == 1 && (site[0] is "same-origin" || (site[0] is "none" && !request.Path.StartsWithSegments("/hubs", StringComparison.OrdinalIgnoreCase)));
        }

        return Uri.TryCreate(request.Headers.Referer.ToString(), UriKind.Absolute, out var referer) && Same(request, referer.GetLeftPart(UriPartial.Authority));
    }

    /// <summary>The origin we were asked by, or the one the operator published us under (a proxy in front changes the scheme).</summary>
    private bool Same(HttpRequest request, string? origin)
        => origin is not null
            && (string.Equals(origin, $"{request.Scheme}://{request.Host}", StringComparison.OrdinalIgnoreCase)
                || (options.Base is { } known && string.Equals(origin, known.GetLeftPart(UriPartial.Authority), StringComparison.OrdinalIgnoreCase)));

    private static ProblemResult Refused(string type, string message, string fix) => new Error(ErrorKind.Forbidden, type, message) { Fix = fix }.ToHttp();
}
