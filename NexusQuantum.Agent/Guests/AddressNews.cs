using System.Collections.Immutable;

namespace NexusQuantum.Agent.Guests;

/// <summary>
/// Which of the addresses a guest tells every second are news: changes only, and at most one a second whatever it does. One held back
/// comes with the next sample, unless the guest has changed its mind again. Allocates nothing.
/// </summary>
internal sealed class AddressNews(TimeProvider time)
{
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(1);

    private ImmutableArray<string> _told;
    private long? _toldAt;

    /// <summary>A guest that said hello may have booted again: what it has now is news, even if it is what it had.</summary>
    public void Forget() => _told = default;

    /// <summary>Whether these are to be told; counted as told then.</summary>
    public bool Takes(ImmutableArray<string> addresses)
    {
        if ((!_told.IsDefault && _told.AsSpan().SequenceEqual(addresses.AsSpan())) || (_toldAt is { } at && time.GetElapsedTime(at) < Pause))
        {
            return false;
        }

        (_told, _toldAt) = (addresses, time.GetTimestamp());
        return true;
    }
}
