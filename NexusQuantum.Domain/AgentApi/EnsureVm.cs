using NexusQuantum.Domain.Vms;

namespace NexusQuantum.Domain.AgentApi;

/// <summary>
/// The whole wish for one VM. Repeating it changes nothing. The agent refuses a generation below its journal's with 409 and its
/// own <see cref="VmReport"/> as the body.
/// </summary>
public sealed record EnsureVm
{
    /// <summary>Raised by the portal with every change of spec or power; from 1.</summary>
    public required long Generation { get; init; }

    /// <summary>What the VM is.</summary>
    public required VmSpec Spec { get; init; }

    /// <summary>What it should be doing.</summary>
    public required VmPowerWish Power { get; init; }

    /// <summary>
    /// A password for the account, until the guest took it (<see cref="VmReport.PasswordTaken"/>). Kept in the agent's memory
    /// only, handed to the guest on the control line, never journalled or logged.
    /// </summary>
    public string? Password { get; init; }

    /// <summary>Never prints the password.</summary>
    public override string ToString() => $"EnsureVm {{ Generation = {Generation}, Name = {Spec.Name}, Target = {Power.Target} }}";
}
