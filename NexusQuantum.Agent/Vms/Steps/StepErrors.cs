using NexusQuantum.Agent.Engines;
using NexusQuantum.Domain.Engines;
using NexusQuantum.Domain.Errors;

namespace NexusQuantum.Agent.Vms.Steps;

/// <summary>Failures the actor answers with more than "failed".</summary>
internal static class StepErrors
{
    public const string BootDeadlineType = "boot-deadline";
    public const string EngineDiedType = "engine-died";

    public static Error EngineDied(EngineExit? exit)
        => new(ErrorKind.Failed, EngineDiedType, exit is { Evidence.Length: > 0 } ? $"The engine ended: {exit.Evidence}" : "The engine ended.");

    public static Error BootDeadline(TimeSpan deadline, MachineProfile profile)
        => new(ErrorKind.Failed, BootDeadlineType, $"The guest did not say hello within {deadline.TotalSeconds:0} s (profile {(profile == MachineProfile.Microvm ? "microvm" : "standard")}), so it was killed.")
        {
            Fix = "Read its console log for what it was doing. An image without the guest agent must be marked so.",
        };
}
