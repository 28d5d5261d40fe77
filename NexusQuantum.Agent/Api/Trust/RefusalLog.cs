using Microsoft.Extensions.Logging;

namespace NexusQuantum.Agent.Api.Trust;

/// <summary>Logs why peers are refused: a portal tries every few seconds, so each sort of reason is said once in ten minutes, with how often it came.</summary>
internal sealed partial class RefusalLog(TimeProvider time, ILogger log)
{
    private static readonly TimeSpan Quiet = TimeSpan.FromMinutes(10);
    private readonly Lock _lock = new();
    private readonly Dictionary<string, (long SaidAt, int Since)> _said = new(StringComparer.Ordinal);

    /// <summary><paramref name="sort"/> is one of few words of ours, never something a peer sent.</summary>
    public void Note(string sort, string reason)
    {
        int more;
        lock (_lock)
        {
            if (_said.TryGetValue(sort, out var last) && time.GetElapsedTime(last.SaidAt) < Quiet)
            {
                _said[sort] = last with { Since = last.Since + 1 };
                return;
            }

            more = last.Since;
            _said[sort] = (time.GetTimestamp(), 0);
        }

        Log.Refused(log, reason, more);
    }

    private static partial class Log
    {
        [LoggerMessage(11, LogLevel.Warning, "Refused: {Reason} (and {More} times before, since this was last said)")]
        public static partial void Refused(ILogger logger, string reason, int more);
    }
}
