namespace NexusQuantum.Web.Http;

/// <summary>Headers on every answer.</summary>
internal sealed class SecurityHeaders(IEnumerable<IFormActions> forms)
{
    // MudBlazor writes its theme and positions as inline styles; scripts stay strict.
    private const string Start = "default-src 'self'; script-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data:; connect-src 'self'; object-src 'none'; base-uri 'self'; form-action 'self'";
    private const string End = "; frame-ancestors 'none'";

    private readonly IFormActions[] _forms = [.. forms];

    public Task AddAsync(HttpContext context, RequestDelegate next)
    {
        var headers = context.Response.Headers;
        headers.ContentSecurityPolicy = Policy();
        headers.XContentTypeOptions = "nosniff";
        headers["Referrer-Policy"] = "same-origin";
        headers["Cross-Origin-Opener-Policy"] = "same-origin";
        headers["Cross-Origin-Resource-Policy"] = "same-origin";
        headers["Permissions-Policy"] = "camera=(), microphone=(), geolocation=(), payment=()";
        if (context.Request.Path.StartsWithSegments("/v1", StringComparison.OrdinalIgnoreCase))
        {
            headers.CacheControl = "no-store";
        }

        context.Response.OnStarting(KeepNoPage, context.Response);
        return next(context);
    }

    /// <summary>A page is drawn for the person who is signed in: whoever sits there next must not find it in the browser's cache.</summary>
    private static Task KeepNoPage(object state)
    {
        var response = (HttpResponse)state;
        if (response.ContentType?.StartsWith("text/html", StringComparison.OrdinalIgnoreCase) == true)
        {
            response.Headers.CacheControl = "no-store";
        }

        return Task.CompletedTask;
    }

    private string Policy()
    {
        var others = _forms.SelectMany(form => form.Origins).Select(Origin).OfType<string>().Distinct(StringComparer.Ordinal).ToArray();
        return others.Length == 0 ? Start + End : $"{Start} {string.Join(' ', others)}{End}";
    }

    /// <summary>Written anew from its parsed parts, so that no text from outside can end the directive or begin another.</summary>
    private static string? Origin(string text)
        => Uri.TryCreate(text, UriKind.Absolute, out var uri) && uri.Scheme is "https" or "http" && uri.UserInfo.Length == 0 && uri.IdnHost.Length > 0 && uri.IdnHost.All(letter => char.IsAsciiLetterOrDigit(letter) || letter is '.' or '-' or ':' or '[' or ']')
            ? uri.IsDefaultPort ? $"{uri.Scheme}://{uri.IdnHost}" : $"{uri.Scheme}://{uri.IdnHost}:{uri.Port}"
            : null;
}
