using System.Net;
using System.Threading.RateLimiting;
using NexusQuantum.Domain.Access;
using NexusQuantum.Domain.Errors;

namespace NexusQuantum.Web.Http;

/// <summary>
/// Counts against <see cref="RateLimits"/>. Asked by each room's face and not by the routes alone, so that a page, a hub and the
/// API share one account's limit. Buckets live in memory and go when they are full again.
/// </summary>
internal sealed class RateGate : IDisposable
{
    private static readonly TimeSpan Second = TimeSpan.FromSeconds(1);

    private readonly PartitionedRateLimiter<(RateLimit Limit, string Who)> _buckets = PartitionedRateLimiter.Create<(RateLimit Limit, string Who), (RateLimit Limit, string Who)>(
        key => RateLimitPartition.GetTokenBucketLimiter(key, static bucket => Bucket(bucket.Limit)));

    /// <summary>Null when it may be done now; it counts as done then. The product itself is not limited.</summary>
    public Error? Spend(RateLimit limit, Caller caller) => caller.UserId == Guid.Empty ? null : Spend(limit, caller.UserId.ToString("N"), "Your account has");

    /// <summary>The same for one who is not signed in.</summary>
    public Error? Spend(RateLimit limit, IPAddress? source) => Spend(limit, SourceAddress.Key(source), "Your address has");

    public void Dispose() => _buckets.Dispose();

    private Error? Spend(RateLimit limit, string who, string subject)
    {
        using var lease = _buckets.AttemptAcquire((limit, who));
        if (lease.IsAcquired)
        {
            return null;
        }

        var wait = lease.TryGetMetadata(MetadataName.RetryAfter, out var after) && after > Second ? after : Second;
        return new Error(ErrorKind.TooMany, "too-many-requests", $"{subject} too many {limit.What}: {limit.Burst} at once and {limit.PerMinute} a minute are possible.")
        {
            Fix = $"Wait {Math.Ceiling(wait.TotalSeconds):0} s, then go on at that pace.",
            RetryAfter = wait,
        };
    }

    private static TokenBucketRateLimiterOptions Bucket(RateLimit limit)
    {
        var each = Math.Max(1, limit.PerMinute / 60);
        return new TokenBucketRateLimiterOptions
        {
            TokenLimit = limit.Burst,
            TokensPerPeriod = each,
            ReplenishmentPeriod = TimeSpan.FromMinutes(1) / ((double)limit.PerMinute / each),
            QueueLimit = 0,
            AutoReplenishment = true,
        };
    }
}
