using System.Net;
using System.Threading.RateLimiting;

namespace NexusQuantum.Web.Features.Access;

/// <summary>
/// Keeps guessing slow and hashing cheap. By source (an IPv6 /64 counts as one) and by account name, known or not, so that the
/// answer tells nothing about which names exist; and at most two hashes at once with a short queue, whatever comes.
/// </summary>
internal sealed class SignInThrottle : IDisposable
{
    public const int Tries = 5;
    public static readonly TimeSpan Pause = TimeSpan.FromMinutes(1);

    private const int PerSource = 30;
    private const int MostNames = 10_000;

    private readonly PartitionedRateLimiter<string> _sources = PartitionedRateLimiter.Create<string, string>(source =>
        RateLimitPartition.GetSlidingWindowLimiter(source, _ => new SlidingWindowRateLimiterOptions { PermitLimit = PerSource, Window = Pause, SegmentsPerWindow = 6, QueueLimit = 0 }));

    private readonly ConcurrencyLimiter _hashing = new(new ConcurrencyLimiterOptions { PermitLimit = 2, QueueLimit = 40, QueueProcessingOrder = QueueProcessingOrder.OldestFirst });
    private readonly TimeProvider _time;
    private readonly Lock _gate = new();
    private readonly Dictionary<string, (int Wrong, DateTimeOffset Last)> _names = new(StringComparer.OrdinalIgnoreCase);

    public SignInThrottle(TimeProvider time) => _time = time;

    /// <summary>False when this source has tried too often.</summary>
    public bool Admit(IPAddress? source)
    {
        using var lease = _sources.AttemptAcquire(Source(source));
        return lease.IsAcquired;
    }

    /// <summary>False while this name is paused.</summary>
    public bool AdmitName(string name)
    {
        lock (_gate)
        {
            return !_names.TryGetValue(name, out var known) || known.Wrong < Tries || _time.GetUtcNow() - known.Last >= Pause;
        }
    }

    public void Wrong(string name)
    {
        lock (_gate)
        {
            var now = _time.GetUtcNow();
            if (_names.Count >= MostNames && !_names.ContainsKey(name))
            {
                foreach (var old in _names.Where(entry => now - entry.Value.Last >= Pause).Select(entry => entry.Key).ToList())
                {
                    _names.Remove(old);
                }

                if (_names.Count >= MostNames)
                {
                    return;
                }
            }

            var wrong = _names.TryGetValue(name, out var known) && now - known.Last < Pause ? known.Wrong : 0;
            _names[name] = (wrong + 1, now);
        }
    }

    public void Right(string name)
    {
        lock (_gate)
        {
            _names.Remove(name);
        }
    }

    /// <summary>A turn for one password hash (about 50 ms of a core); not acquired when too many wait.</summary>
    public ValueTask<RateLimitLease> HashingAsync(CancellationToken cancellationToken) => _hashing.AcquireAsync(1, cancellationToken);

    public void Dispose()
    {
        _sources.Dispose();
        _hashing.Dispose();
    }

    private static string Source(IPAddress? address)
    {
        if (address is null)
        {
            return "";
        }

        address = address.IsIPv4MappedToIPv6 ? address.MapToIPv4() : address;
        var bytes = address.GetAddressBytes();
        return bytes.Length == 4 ? address.ToString() : Convert.ToHexString(bytes, 0, 8);
    }
}
