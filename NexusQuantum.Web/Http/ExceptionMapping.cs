using System.Text.Json;
using Microsoft.AspNetCore.Diagnostics;
using NexusQuantum.Domain.Errors;
using NexusQuantum.Web.Data;

namespace NexusQuantum.Web.Http;

/// <summary>What was thrown through to the top: bad requests of the framework, an outage, a bug. Details go to the log only.</summary>
internal sealed partial class ExceptionMapping(TimeProvider time, ILogger<ExceptionMapping> logger) : IExceptionHandler
{
    private static readonly TimeSpan OutageLogEvery = TimeSpan.FromSeconds(5);

    private long _outageLogged;

    public async ValueTask<bool> TryHandleAsync(HttpContext httpContext, Exception exception, CancellationToken cancellationToken)
    {
        if (exception is OperationCanceledException && httpContext.RequestAborted.IsCancellationRequested)
        {
            httpContext.Response.StatusCode = StatusCodes.Status499ClientClosedRequest;
            return true;
        }

        var error = Map(exception);
        if (error.Kind is ErrorKind.Failed)
        {
            Log.Fault(logger, exception, httpContext.Request.Method, httpContext.Request.Path, httpContext.TraceIdentifier);
        }
        else if (error.Kind is ErrorKind.Unavailable && Interlocked.Read(ref _outageLogged) is var last && (last == 0 || time.GetElapsedTime(last) > OutageLogEvery)
            && Interlocked.CompareExchange(ref _outageLogged, time.GetTimestamp(), last) == last)
        {
            // Each open page and script asks again and again; one line in five seconds says it.
            Log.Outage(logger, httpContext.Request.Path, exception.Message);
        }

        await EmptyAnswers.WriteAsync(httpContext, error);
        return true;
    }

    private static Error Map(Exception exception) => exception switch
    {
        _ when DatabaseOutage.Is(exception) => new Error(ErrorKind.Unavailable, "database-unavailable", "The database does not answer now.") { Fix = "Try again in a few seconds; machines keep running meanwhile." },
        BadHttpRequestException { StatusCode: StatusCodes.Status413PayloadTooLarge } => new Error(ErrorKind.TooLarge, "request-too-large", "The request is larger than this route takes."),
        BadHttpRequestException { InnerException: JsonException json } => new Error(ErrorKind.Invalid, "request-malformed", $"The body is not the JSON this route takes{At(json)}.") { Fix = "Compare it with /openapi/v1.json." },
        BadHttpRequestException bad => new Error(ErrorKind.Invalid, "request-malformed", bad.StatusCode == StatusCodes.Status415UnsupportedMediaType ? "The body must be application/json." : "The request has a parameter or body that cannot be read.") { Fix = "Compare it with /openapi/v1.json." },
        Microsoft.AspNetCore.Antiforgery.AntiforgeryValidationException => new Error(ErrorKind.Invalid, "antiforgery-refused", "The form is stale.") { Fix = "Load the page again." },
        _ => new Error(ErrorKind.Failed, "internal-fault", "The portal met a fault of its own.") { Fix = "Look in the portal's log; the fault is written there." },
    };

    private static string At(JsonException json) => json.Path is { Length: > 1 and < 200 } path ? $" at {path}" : "";

    private static partial class Log
    {
        [LoggerMessage(3001, LogLevel.Error, "{Method} {Path} met a fault ({TraceId})")]
        public static partial void Fault(ILogger logger, Exception exception, string method, PathString path, string traceId);

        [LoggerMessage(3002, LogLevel.Warning, "{Path} was answered 503: {Reason}")]
        public static partial void Outage(ILogger logger, PathString path, string reason);
    }
}
