using System.Globalization;
using System.Reflection;
using Microsoft.AspNetCore.Http.Metadata;
using NexusQuantum.Domain.Errors;

namespace NexusQuantum.Web.Http;

/// <summary>Answers <c>application/problem+json</c> (RFC 9457) with our member <c>fix</c>.</summary>
internal sealed class ProblemResult(Problem problem, TimeSpan? retryAfter = null) : IResult, IStatusCodeHttpResult, IValueHttpResult<Problem>, IEndpointMetadataProvider
{
    private static readonly string[] ContentTypes = ["application/problem+json"];

    public Problem Value => problem;

    int? IStatusCodeHttpResult.StatusCode => problem.Status;

    public static void PopulateMetadata(MethodInfo method, EndpointBuilder builder)
        => builder.Metadata.Add(new ProducesResponseTypeMetadata(StatusCodes.Status400BadRequest, typeof(Problem), ContentTypes));

    public Task ExecuteAsync(HttpContext httpContext)
    {
        var response = httpContext.Response;
        response.StatusCode = problem.Status;
        response.Headers.CacheControl = "no-store";
        if (problem.Status is StatusCodes.Status503ServiceUnavailable or StatusCodes.Status429TooManyRequests && response.Headers.RetryAfter.Count == 0)
        {
            var seconds = retryAfter is { } known ? Math.Max(1, Math.Ceiling(known.TotalSeconds)) : problem.Status == StatusCodes.Status503ServiceUnavailable ? 2 : 60;
            response.Headers.RetryAfter = seconds.ToString(CultureInfo.InvariantCulture);
        }

        return response.WriteAsJsonAsync(problem, HttpJson.Default.Problem, ContentTypes[0], httpContext.RequestAborted);
    }
}
