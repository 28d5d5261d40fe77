using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Microsoft.AspNetCore.Http;
using NexusQuantum.Domain.Errors;
using NexusQuantum.Domain.GuestApi;

namespace NexusQuantum.Agent.Guest.Http;

/// <summary>Writes whole answers.</summary>
internal static class Reply
{
    public static Task JsonAsync<T>(HttpContext context, int status, T value, JsonTypeInfo<T> type)
    {
        context.Response.StatusCode = status;
        return WriteAsync(context, "application/json", JsonSerializer.SerializeToUtf8Bytes(value, type));
    }

    public static Task TextAsync(HttpContext context, string type, string text) => WriteAsync(context, type, Encoding.UTF8.GetBytes(text));

    /// <summary>RFC 9457.</summary>
    public static Task ProblemAsync(HttpContext context, int status, string type, string title)
    {
        context.Response.StatusCode = status;
        var problem = new Problem { Type = type, Title = title, Status = status };
        return WriteAsync(context, "application/problem+json", JsonSerializer.SerializeToUtf8Bytes(problem, GuestJson.Default.Problem));
    }

    private static async Task WriteAsync(HttpContext context, string type, byte[] body)
    {
        context.Response.ContentType = type;
        context.Response.ContentLength = body.Length;
        await context.Response.Body.WriteAsync(body, context.RequestAborted);
    }
}
