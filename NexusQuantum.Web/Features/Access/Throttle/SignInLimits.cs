namespace NexusQuantum.Web.Features.Access.Throttle;

/// <summary>How often somebody may try to prove who they are. A right try is given back and counts for nothing.</summary>
internal sealed record SignInLimits
{
    /// <summary>Tries that are answered in any minute, for one account and for one source each.</summary>
    public int PerMinute { get; init; } = 10;

    /// <summary>Wrong tries in a row that an account has free; each further one doubles the pause, from 30 s to 30 min.</summary>
    public int FreeOfAccount { get; init; } = 5;

    /// <summary>The same for a source: more, since many people may share one address.</summary>
    public int FreeOfSource { get; init; } = 10;

    /// <summary>After so long without a try the wrong ones of an account are forgotten.</summary>
    public TimeSpan AccountMemory { get; init; } = TimeSpan.FromHours(24);

    /// <summary>The same for a source, which no right try clears: whoever has an account could clear it at will.</summary>
    public TimeSpan SourceMemory { get; init; } = TimeSpan.FromMinutes(15);

    /// <summary>Password hashes computed at once; each costs a core for about a tenth of a second.</summary>
    public int HashesAtOnce { get; init; } = 2;

    /// <summary>Sign-ins that may wait for one of those.</summary>
    public int MostWaiting { get; init; } = 40;

    /// <summary>Rows that a sweep leaves, the newest.</summary>
    public int MostRows { get; init; } = 100_000;
}
