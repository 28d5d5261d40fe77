using NexusQuantum.Domain.Vms;

namespace NexusQuantum.Agent.Vms;

/// <summary>All that decides what is to be done for a VM: the wish, what was carried out, and what was measured.</summary>
internal sealed record PlanInput
{
    /// <summary>The target; <see cref="VmPower.Stopped"/> when the guest powered itself off under this wish.</summary>
    public required VmPower Target { get; init; }

    public required VmState State { get; init; }

    /// <summary>A process of the engine lives.</summary>
    public required bool Alive { get; init; }

    /// <summary>A restart was asked for and not yet done.</summary>
    public bool RestartDue { get; init; }

    /// <summary>A reset was asked for and not yet done.</summary>
    public bool ResetDue { get; init; }

    public bool HasGuestAgent { get; init; }

    /// <summary>The guest said hello and took its identity in this boot.</summary>
    public bool GuestReady { get; init; }

    /// <summary>A password waits for the guest.</summary>
    public bool PasswordWaits { get; init; }

    /// <summary>The engine died and its back-off has not been waited for.</summary>
    public bool RetryDue { get; init; }

    /// <summary>The VM has something to wait for before it is given up: it failed for good under this wish.</summary>
    public bool GivenUp { get; init; }

    /// <summary>The engine halted the guest by itself under this wish.</summary>
    public bool HeldByEngine { get; init; }

    public bool Deleting { get; init; }
}
