using NexusQuantum.Domain.AgentApi;
using NexusQuantum.Domain.Errors;

namespace NexusQuantum.Web.Agents;

internal sealed partial class AgentClient
{
    private static readonly TimeSpan ClockLimit = TimeSpan.FromSeconds(4);

    // An HTTP date (RFC 9110, 5.6.7) tells the second that has begun: on average half of it is over.
    private static readonly TimeSpan HalfSecond = TimeSpan.FromSeconds(0.5);

    /// <summary>By how much the host's clock is ahead of ours, from the <c>Date</c> of an answer; exact to about a second.</summary>
    public Task<Result<TimeSpan>> ClockAsync(TimeProvider time, CancellationToken cancellationToken)
    {
        var sent = time.GetUtcNow();
        return CallAsync(
            HttpMethod.Get,
            AgentRoutes.Host,
            null,
            (response, _) => Task.FromResult<Result<TimeSpan>>(response.Headers.Date is { } date ? date + HalfSecond - (sent + (time.GetUtcNow() - sent) / 2) : Unreachable("its answer has no date")),
            ClockLimit,
            cancellationToken);
    }
}
