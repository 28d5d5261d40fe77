using System.Net.Mime;
using System.Text.Encodings.Web;
using Microsoft.AspNetCore.Diagnostics;
using NexusQuantum.Domain.Access;
using NexusQuantum.Domain.Errors;

namespace NexusQuantum.Web.Http;

/// <summary>Gives a body to answers that would have none: a problem to programs, a plain page to people.</summary>
internal static class EmptyAnswers
{
    private static readonly string[] Programs = ["/v1", "/hubs", "/openapi", "/metrics", "/_blazor"];

    private const string NotFoundPage = "/not-found";
    private const string NotAllowedPage = "/not-allowed";

    public static Task FillAsync(StatusCodeContext status)
    {
        var context = status.HttpContext;
        return context.Response.StatusCode switch
        {
            StatusCodes.Status404NotFound when IsForPeople(context) && HttpMethods.IsGet(context.Request.Method) && context.User.Identity?.IsAuthenticated == true && context.Request.Path != NotFoundPage => ShowPageAsync(status, NotFoundPage),
            StatusCodes.Status403Forbidden when IsForPeople(context) && HttpMethods.IsGet(context.Request.Method) && context.User.TryCaller() is not null && context.Request.Path != NotAllowedPage => ShowPageAsync(status, NotAllowedPage),
            StatusCodes.Status401Unauthorized => WriteAsync(context, new Error(ErrorKind.Unauthenticated, "not-signed-in", "This needs a signed-in caller.") { Fix = "Send 'Authorization: Bearer TOKEN' with a token from POST /v1/login." }),
            StatusCodes.Status403Forbidden => WriteAsync(context, context.GetEndpoint()?.Metadata.GetMetadata<NeedsAttribute>() is { } needs ? AccessRules.Missing(needs.Permission) : new Error(ErrorKind.Forbidden, "forbidden", "You may not do this.")),
            StatusCodes.Status404NotFound => WriteAsync(context, new Error(ErrorKind.NotFound, "not-found", "There is nothing at this address.")),
            StatusCodes.Status405MethodNotAllowed => WriteAsync(context, new Error(ErrorKind.Invalid, "method-not-allowed", $"This address does not take {context.Request.Method}."), StatusCodes.Status405MethodNotAllowed),
            StatusCodes.Status413PayloadTooLarge => WriteAsync(context, new Error(ErrorKind.TooLarge, "request-too-large", "The request is larger than this route takes.")),
            StatusCodes.Status415UnsupportedMediaType => WriteAsync(context, new Error(ErrorKind.Invalid, "media-type-unsupported", "The body must be application/json."), StatusCodes.Status415UnsupportedMediaType),
            StatusCodes.Status429TooManyRequests => WriteAsync(context, new Error(ErrorKind.TooMany, "too-many-requests", "Too many requests.") { Fix = "Wait a minute." }),
            _ => Task.CompletedTask,
        };
    }

    /// <summary>The error as its reader can read it.</summary>
    public static Task WriteAsync(HttpContext context, Error error, int? status = null)
    {
        var code = status ?? ProblemMapping.StatusOf(error.Kind);
        if (!IsForPeople(context))
        {
            return new ProblemResult(Problem.From(error, status: code)).ExecuteAsync(context);
        }

        var response = context.Response;
        response.StatusCode = code;
        response.ContentType = "text/html; charset=utf-8";
        response.Headers.CacheControl = "no-store";
        if (code == StatusCodes.Status503ServiceUnavailable)
        {
            response.Headers.RetryAfter = "2";
        }

        var theme = context.Request.Cookies["nq-theme"] == "light" ? "light" : "dark";
        var (title, fix) = (HtmlEncoder.Default.Encode(error.Message), HtmlEncoder.Default.Encode(error.Fix ?? ""));
        return response.WriteAsync($"""
            <!DOCTYPE html><html lang="en" data-theme="{theme}"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1"><title>Nexus Quantum</title>
            <link rel="stylesheet" href="/css/tokens.css"><link rel="stylesheet" href="/css/base.css"><link rel="stylesheet" href="/css/controls.css"><link rel="stylesheet" href="/css/gate.css"></head>
            <body><div class="gate lone"><main class="right"><div><h1>{title}</h1><p class="t2">{fix}</p><p><a class="btn" href="/">Go to the dashboard</a></p></div></main></div></body></html>
            """, context.RequestAborted);
    }

    private static bool IsForPeople(HttpContext context)
        => !Programs.Any(path => context.Request.Path.StartsWithSegments(path, StringComparison.OrdinalIgnoreCase))
            && context.Request.Headers.Accept.ToString().Contains(MediaTypeNames.Text.Html, StringComparison.OrdinalIgnoreCase);

    /// <summary>Who is signed in keeps the frame of the pages around "no such page" and "not for you"; the status stays.</summary>
    private static Task ShowPageAsync(StatusCodeContext status, string page)
    {
        var context = status.HttpContext;
        // Without it the pages take the status that stands already for an answer that is finished.
        context.Features.Set<IStatusCodeReExecuteFeature>(new StatusCodeReExecuteFeature
        {
            OriginalPathBase = context.Request.PathBase.ToString(),
            OriginalPath = context.Request.Path.ToString(),
            OriginalQueryString = context.Request.QueryString.ToString(),
        });
        context.SetEndpoint(null);
        context.Request.RouteValues.Clear();
        context.Request.Path = page;
        return status.Next(context);
    }
}
