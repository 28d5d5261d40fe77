using System.Collections.Immutable;
using System.Globalization;
using System.Security.Claims;
using NexusQuantum.Domain.Access;
using NexusQuantum.Domain.Errors;
using NexusQuantum.Domain.Hosts;
using NexusQuantum.Domain.Metrics;
using NexusQuantum.Domain.Vms;
using NexusQuantum.Web.Http;

namespace NexusQuantum.Web.Features.Metrics;

/// <summary>The REST door: the last hour unless a range is given; <c>step</c> in seconds.</summary>
internal static class MetricEndpoints
{
    public static void Map(IEndpointRouteBuilder routes)
    {
        routes.MapGet("/v1/vms/{id}/metrics", VmAsync).WithTags("Machines").WithName("GetVmMetrics").Needs(Permission.VmRead).Produces<MetricSeries<VmSample>>();
        routes.MapGet("/v1/hosts/{id}/metrics", HostAsync).WithTags("Hosts").WithName("GetHostMetrics").Needs(Permission.HostRead).Produces<MetricSeries<HostSample>>();
    }

    private static async Task<IResult> VmAsync(VmId id, ClaimsPrincipal user, IMetricApi api, TimeProvider time, CancellationToken cancellationToken, string? from = null, string? to = null, int? step = null)
    {
        var range = Range(from, to, time);
        return range.Ok
            ? (await api.VmHistoryAsync(user.ToCaller(), id, range.Value.From, range.Value.To, Step(step), cancellationToken)).ToHttp(Series)
            : range.Error.ToHttp();
    }

    private static async Task<IResult> HostAsync(HostId id, ClaimsPrincipal user, IMetricApi api, TimeProvider time, CancellationToken cancellationToken, string? from = null, string? to = null, int? step = null)
    {
        var range = Range(from, to, time);
        return range.Ok
            ? (await api.HostHistoryAsync(user.ToCaller(), id, range.Value.From, range.Value.To, Step(step), cancellationToken)).ToHttp(Series)
            : range.Error.ToHttp();
    }

    private static IResult Series<T>(MetricHistory<T> history) => TypedResults.Ok(new MetricSeries<T>(history.Step.TotalSeconds, history.Points));

    private static TimeSpan? Step(int? seconds) => seconds is { } given ? TimeSpan.FromSeconds(given) : null;

    private static Result<TimeRange> Range(string? from, string? to, TimeProvider time)
    {
        var end = time.GetUtcNow();
        if (to is not null && !TryTime(to, out end))
        {
            return MetricErrors.BadTime("to");
        }

        var start = end - TimeSpan.FromHours(1);
        return from is not null && !TryTime(from, out start) ? MetricErrors.BadTime("from") : new TimeRange(start, end);
    }

    private static bool TryTime(string text, out DateTimeOffset at)
        => DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal, out at) && at.Year is > 1970 and < 9000;

    private sealed record TimeRange(DateTimeOffset From, DateTimeOffset To);
}

/// <summary>Past samples as the API answers them.</summary>
/// <param name="StepSeconds">Distance of the points.</param>
/// <param name="Points">Oldest first; missing time is missing points.</param>
public sealed record MetricSeries<T>(double StepSeconds, ImmutableArray<Stamped<T>> Points);
