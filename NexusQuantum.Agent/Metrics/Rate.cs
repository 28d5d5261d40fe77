namespace NexusQuantum.Agent.Metrics;

/// <summary>
/// Makes a rate of a counter. The first value, a counter that went back (a reset) and a clock that did not move give null: a gap,
/// never a spike.
/// </summary>
internal struct Rate
{
    private double _value;
    private double _seconds;
    private bool _known;

    /// <summary>Change per second since the last call; null forgets what was known.</summary>
    public double? Next(double? value, double seconds)
    {
        if (value is not { } now)
        {
            _known = false;
            return null;
        }

        double? rate = _known && now >= _value && seconds > _seconds ? (now - _value) / (seconds - _seconds) : null;
        (_value, _seconds, _known) = (now, seconds, true);
        return rate;
    }
}
