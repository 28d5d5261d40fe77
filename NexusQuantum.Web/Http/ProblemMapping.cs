using NexusQuantum.Domain.Errors;

namespace NexusQuantum.Web.Http;

/// <summary>The one place where an expected failure becomes HTTP.</summary>
internal static class ProblemMapping
{
    public static int StatusOf(ErrorKind kind) => kind switch
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

    /// <summary>The failure as an answer.</summary>
    public static ProblemResult ToHttp(this Error error) => new(Problem.From(error, status: StatusOf(error.Kind)), error.RetryAfter);

    /// <summary>Success by <paramref name="ok"/>, failure as a problem: <c>return result.ToHttp(view => TypedResults.Ok(view));</c></summary>
    public static IResult ToHttp<T>(this Result<T> result, Func<T, IResult> ok) => result.Ok ? ok(result.Value) : result.Error.ToHttp();
}
