using System.Collections.Concurrent;
using System.Collections.Immutable;

namespace NexusQuantum.Web.Features.Vms;

/// <summary>Why what cannot be done with a machine, by act. Ten thousand machines have a handful of such lists between them: each is kept once.</summary>
internal static class DisabledReasons
{
    // Far more than states, engines and roles make up; reached only if reasons began to name single machines.
    private const int MostKept = 2000;

    private static readonly ConcurrentDictionary<string, ImmutableDictionary<string, string>> Kept = new(StringComparer.Ordinal);

    /// <summary>The list of these, the same object for the same reasons.</summary>
    public static ImmutableDictionary<string, string> Of(IEnumerable<KeyValuePair<string, string>> reasons)
    {
        KeyValuePair<string, string>[] sorted = [.. reasons.OrderBy(reason => reason.Key, StringComparer.Ordinal)];
        var key = string.Join('\n', sorted.Select(reason => $"{reason.Key}\t{reason.Value}"));
        if (Kept.TryGetValue(key, out var kept))
        {
            return kept;
        }

        if (Kept.Count >= MostKept)
        {
            Kept.Clear();
        }

        return Kept.GetOrAdd(key, _ => sorted.ToImmutableDictionary(StringComparer.Ordinal));
    }
}
