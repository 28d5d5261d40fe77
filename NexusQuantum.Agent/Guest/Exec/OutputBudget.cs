namespace NexusQuantum.Agent.Guest.Exec;

/// <summary>
/// What all commands together may keep of their output. Sixteen commands with a MiB on each side would be a third of a small
/// guest's memory; the last ones are cut instead, and say so.
/// </summary>
internal sealed class OutputBudget(long bytes)
{
    private long _left = bytes;

    /// <summary>Takes that much; false when it is not there.</summary>
    public bool TryTake(int count)
    {
        if (Interlocked.Add(ref _left, -count) >= 0)
        {
            return true;
        }

        Return(count);
        return false;
    }

    public void Return(long count) => Interlocked.Add(ref _left, count);
}
