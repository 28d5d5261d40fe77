namespace NexusQuantum.Agent.Guest.Http;

/// <summary>A bounded number of things at a time; nobody waits for a place.</summary>
internal sealed class Slots(int most)
{
    private int _taken;

    /// <summary>How many there are.</summary>
    public int Most { get; } = most;

    /// <summary>Takes a place; false when none is free.</summary>
    public bool TryTake()
    {
        if (Interlocked.Increment(ref _taken) <= Most)
        {
            return true;
        }

        Release();
        return false;
    }

    public void Release() => Interlocked.Decrement(ref _taken);
}
