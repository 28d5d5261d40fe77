using System.Collections.Immutable;
using NexusQuantum.Agent.Engines;
using NexusQuantum.Agent.Guests;
using NexusQuantum.Agent.Networks;
using NexusQuantum.Domain.AgentApi;
using NexusQuantum.Domain.Errors;
using NexusQuantum.Domain.Operations;
using NexusQuantum.Domain.Vms;

namespace NexusQuantum.Agent.Vms;

/// <summary>What can arrive in a VM's mailbox. The actor handles one at a time, so handlers never lock.</summary>
internal abstract record VmMessage
{
    /// <summary>First of all: find out what an earlier agent left.</summary>
    public sealed record Recover : VmMessage;

    public sealed record Ensure(EnsureVm Wish, TaskCompletionSource<Result<EnsureAnswer>> Reply) : VmMessage;

    public sealed record Delete(TaskCompletionSource<VmReport> Reply) : VmMessage;

    /// <summary>Every few seconds: silence of the guest, disk use, retries.</summary>
    public sealed record Tick : VmMessage;

    public sealed record StepMoved(int Index, StepStatus Status, string? Detail) : VmMessage;

    /// <summary>The work saw something happen; the lifecycle table says what state follows.</summary>
    public sealed record Happened(VmEvent Event) : VmMessage;

    public sealed record NicsJoined(ImmutableArray<NicAttachment> Nics) : VmMessage;

    public sealed record Launched(IVmProcess Process) : VmMessage;

    public sealed record ResetDone : VmMessage;

    /// <summary>Answered when everything sent before it was handled.</summary>
    public sealed record Reached(TaskCompletionSource Signal) : VmMessage;

    public sealed record DiskMeasured(long Bytes) : VmMessage;

    public sealed record WorkEnded(Error? Error, bool Cancelled) : VmMessage;

    public sealed record EngineExited(IVmProcess Process, EngineExit Exit) : VmMessage;

    public sealed record EngineSaid(IVmProcess Process, EngineEvent Event) : VmMessage;

    public sealed record GuestSaid(GuestLine Line, GuestNews News) : VmMessage;

    /// <summary>Whether port 9000 answers; null problem means it does.</summary>
    public sealed record ShellChecked(GuestLine Line, string? Problem) : VmMessage;
}
