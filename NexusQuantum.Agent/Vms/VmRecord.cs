using System.Collections.Immutable;
using NexusQuantum.Domain.Engines;
using NexusQuantum.Domain.Errors;
using NexusQuantum.Domain.GuestApi;
using NexusQuantum.Domain.Vms;

namespace NexusQuantum.Agent.Vms;

/// <summary>What the agent remembers of a VM besides the wish: <c>state.json</c>. Holds the guest's key, so never logged.</summary>
internal sealed record VmRecord
{
    public required VmState State { get; init; }

    public required DateTimeOffset Since { get; init; }

    /// <summary>The newest wish that was fully met.</summary>
    public long AppliedGeneration { get; init; }

    /// <summary>Counters of <see cref="VmPowerWish"/> that were carried out.</summary>
    public int BootsDone { get; init; }

    public int ResetsDone { get; init; }

    /// <summary>32 random bytes, base64url: the key of port 9000.</summary>
    public required string GuestKey { get; init; }

    /// <summary>machine-id(5) of the guest, stable over restarts.</summary>
    public required string MachineId { get; init; }

    /// <summary>Boot id of the host when the process was started; another one means the host rebooted since.</summary>
    public string? HostBootId { get; init; }

    /// <summary>True between launch and end of an engine process, as far as was seen.</summary>
    public bool HadProcess { get; init; }

    /// <summary>The guest powered itself off under the newest wish.</summary>
    public bool GuestPoweredOff { get; init; }

    /// <summary>The engine halted the guest by itself (a disk error); not resumed until the next wish.</summary>
    public bool HeldByEngine { get; init; }

    /// <summary>A delete was accepted; nothing else is done any more.</summary>
    public bool Deleting { get; init; }

    /// <summary>The guest took the password that came last.</summary>
    public bool PasswordTaken { get; init; }

    /// <summary>The guest agent said hello and took its identity in this boot.</summary>
    public bool GuestReady { get; init; }

    /// <summary>The hello of this boot, for an agent that starts later.</summary>
    public GuestHello? Hello { get; init; }

    public DateTimeOffset? HelloAt { get; init; }

    /// <summary>When the engine died unasked, within the window of the crash rule.</summary>
    public ImmutableArray<DateTimeOffset> Crashes { get; init; } = [];

    /// <summary>The profile to use instead of the first choice, after a boot that missed its deadline.</summary>
    public MachineProfile? ProfileInstead { get; init; }

    /// <summary>Why it failed or what is being tried again.</summary>
    public Problem? Problem { get; init; }

    /// <summary>Never prints the key.</summary>
    public override string ToString() => $"VmRecord {{ State = {State}, AppliedGeneration = {AppliedGeneration} }}";
}
