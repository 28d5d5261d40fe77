namespace NexusQuantum.Web.Http;

/// <summary>An answer given before, given again.</summary>
internal sealed class KeptAnswer(int status, string? location, string? contentType, byte[] body) : IResult
{
    public async Task ExecuteAsync(HttpContext httpContext)
    {
        var response = httpContext.Response;
        response.StatusCode = status;
        response.Headers.Location = location;
        response.Headers["Idempotency-Replayed"] = "true";
        if (body.Length > 0)
        {
            response.ContentType = contentType;
            await response.Body.WriteAsync(body, httpContext.RequestAborted);
        }
    }
}
