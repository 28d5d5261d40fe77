namespace NexusQuantum.Web.Features.Access.Throttle;

/// <summary>
/// Which pauses are worth a line in the audit: the first of a minute for an account and for a source. Guessing is written down by its
/// tries that were answered, ten a minute at most; ten thousand more that met the pause say nothing new.
/// </summary>
internal sealed class PauseNotes(TimeProvider time)
{
    private const int MostInAMinute = 120;
    private static readonly TimeSpan Minute = TimeSpan.FromMinutes(1);

    private readonly Lock _gate = new();
    private readonly HashSet<string> _noted = new(StringComparer.Ordinal);
    private long? _since;

    /// <summary>True once a minute for either key.</summary>
    public bool IsFirst(TryKeys keys)
    {
        var (account, source) = (Convert.ToHexString(keys.Account), Convert.ToHexString(keys.Source));
        lock (_gate)
        {
            if (_since is not { } since || time.GetElapsedTime(since) >= Minute)
            {
                _noted.Clear();
                _since = time.GetTimestamp();
            }

            if (_noted.Contains(account) || _noted.Contains(source) || _noted.Count >= 2 * MostInAMinute)
            {
                return false;
            }

            _noted.Add(account);
            _noted.Add(source);
            return true;
        }
    }
}
