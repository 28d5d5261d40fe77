using System.Collections.Concurrent;
using System.Collections.Immutable;

namespace NexusQuantum.Web.Features.Vms;

/// <summary>Why what cannot be done with a machine, by act. Ten thousand machines have a handful of such lists between them: each is kept once.</summary>
internal static class DisabledReasons
{
    // Far more than states, engines and roles make up; reached only if reasons began to name single machines.
    private const int MostKept = 2000;

    private static readonly ConcurrentDictionary<Reasons, ImmutableDictionary<string, string>> Kept = new();

    /// <summary>The list of these, the same object for the same reasons; null is no reason.</summary>
    public static ImmutableDictionary<string, string> Of(IEnumerable<KeyValuePair<string, string?>> reasons)
    {
        var all = new Reasons([.. reasons]);
        if (Kept.TryGetValue(all, out var kept))
        {
            return kept;
        }

        if (Kept.Count >= MostKept)
        {
            Kept.Clear();
        }

        return Kept.GetOrAdd(all, static all => all.List());
    }

    private sealed class Reasons(KeyValuePair<string, string?>[] all) : IEquatable<Reasons>
    {
        public ImmutableDictionary<string, string> List()
            => all.Where(reason => reason.Value is not null).ToImmutableDictionary(reason => reason.Key, reason => reason.Value!, StringComparer.Ordinal); // as asked

        public bool Equals(Reasons? other) => other is not null && all.AsSpan().SequenceEqual(other.All);

        public override bool Equals(object? obj) => Equals(obj as Reasons);

        public override int GetHashCode()
        {
            var hash = new HashCode();
            foreach (var (act, reason) in all)
            {
                hash.Add(act);
                hash.Add(reason);
            }

            return hash.ToHashCode();
        }

        private ReadOnlySpan<KeyValuePair<string, string?>> All => all;
    }
}
