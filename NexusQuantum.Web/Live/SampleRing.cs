namespace NexusQuantum.Web.Live;

/// <summary>The newest samples of one thing, oldest first; adding beyond the given capacity drops the oldest.</summary>
/// <typeparam name="T">An immutable sample.</typeparam>
public sealed class SampleRing<T>
{
    private readonly Lock _gate = new();
    private readonly Queue<T> _samples = new();

    /// <summary>How many are kept now.</summary>
    public int Count
    {
        get
        {
            lock (_gate)
            {
                return _samples.Count;
            }
        }
    }

    /// <summary>Adds the newest; the capacity comes with each, since it depends on whether somebody looks.</summary>
    public void Add(T sample, int capacity)
    {
        lock (_gate)
        {
            _samples.Enqueue(sample);
            while (_samples.Count > capacity)
            {
                _samples.Dequeue();
            }
        }
    }

    /// <summary>The newest <paramref name="count"/>, oldest first.</summary>
    public T[] Newest(int count)
    {
        lock (_gate)
        {
            return [.. _samples.Skip(Math.Max(0, _samples.Count - count))];
        }
    }
}
