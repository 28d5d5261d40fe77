using System.Diagnostics;

namespace NexusQuantum.Benchmarks;

/// <summary>The same work each time, about 200 ms of one processor: what it takes tells how fast this machine is right now.</summary>
internal sealed class FixedWork
{
    private const double Wanted = 200;

    private readonly int _turns;
    private ulong _kept;

    public FixedWork()
    {
        _turns = 1_000_000;
        Run();
        _turns = (int)(_turns * Wanted / Run());
    }

    /// <summary>Milliseconds.</summary>
    public double Run()
    {
        var begun = Stopwatch.GetTimestamp();
        var state = 88172645463325252UL;
        for (var turn = 0; turn < _turns; turn++)
        {
            state ^= state << 13;
            state ^= state >> 7;
            state ^= state << 17;
        }

        _kept ^= state;
        return Stopwatch.GetElapsedTime(begun).TotalMilliseconds;
    }
}
