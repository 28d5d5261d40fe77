using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Microsoft.AspNetCore.Http;
using NexusQuantum.Domain.AgentApi;
using NexusQuantum.Domain.Errors;

namespace NexusQuantum.Agent.Api;

/// <summary>How the API reads and answers: contract JSON in, contract JSON or problem+json out. The one place where an error gets a status.</summary>
internal static class Answers
{
    private const int MaxBody = 1024 * 1024;

    public static async Task WriteAsync<T>(HttpContext context, T value, JsonTypeInfo<T> type, int status = StatusCodes.Status200OK)
    {
        context.Response.StatusCode = status;
        context.Response.ContentType = "application/json; charset=utf-8";
        await JsonSerializer.SerializeAsync(context.Response.Body, value, type, context.RequestAborted);
    }

    public static async Task WriteAsync(HttpContext context, Error error)
    {
        var status = Status(error);
        context.Response.StatusCode = status;
        context.Response.ContentType = "application/problem+json; charset=utf-8";
        await JsonSerializer.SerializeAsync(context.Response.Body, Problem.From(error, status: status), AgentJson.Default.Problem, context.RequestAborted);
    }

    /// <summary>The body, or what is wrong with it. Where in the body says where; never what was in it.</summary>
    public static async Task<Result<T>> ReadAsync<T>(HttpContext context, JsonTypeInfo<T> type)
    {
        if (context.Request.ContentLength > MaxBody)
        {
            return new Error(ErrorKind.TooLarge, "body-too-large", "The body is larger than 1 MiB.");
        }

        if (context.Features.Get<Microsoft.AspNetCore.Http.Features.IHttpMaxRequestBodySizeFeature>() is { IsReadOnly: false } limit)
        {
            limit.MaxRequestBodySize = MaxBody;
        }

        try
        {
            return await JsonSerializer.DeserializeAsync(context.Request.Body, type, context.RequestAborted) is { } value
                ? value
                : new Error(ErrorKind.Invalid, "body-missing", "The body is empty.");
        }
        catch (JsonException e)
        {
            return new Error(ErrorKind.Invalid, "body-unreadable", $"The body is not what this call takes, at {e.Path ?? "its beginning"}.");
        }
    }

    private static int Status(Error error) => error.Type == "disk-full" ? StatusCodes.Status507InsufficientStorage : error.Kind switch
    {
        ErrorKind.Invalid => StatusCodes.Status400BadRequest,
        ErrorKind.Unauthenticated => StatusCodes.Status401Unauthorized,
        ErrorKind.Forbidden => StatusCodes.Status403Forbidden,
        ErrorKind.NotFound => StatusCodes.Status404NotFound,
        ErrorKind.Conflict => StatusCodes.Status409Conflict,
        ErrorKind.TooLarge => StatusCodes.Status413PayloadTooLarge,
        ErrorKind.Unsupported => StatusCodes.Status422UnprocessableEntity,
        ErrorKind.TooMany => StatusCodes.Status429TooManyRequests,
        ErrorKind.Unavailable => StatusCodes.Status503ServiceUnavailable,
        ErrorKind.Failed => StatusCodes.Status500InternalServerError,
    };
}
