namespace NexusQuantum.Agent.Vms;

/// <summary>The steps a plan is made of. Each measures first and does nothing when its result stands already.</summary>
internal enum VmStepKind
{
    WaitBeforeRetry,
    CheckCapacity,
    MakeDirectories,
    CloneRootDisk,
    JoinNetwork,
    StartEngine,
    BootGuest,
    ApplyIdentity,
    PauseGuest,
    ResumeGuest,
    ResetGuest,
    ShutDownGuest,
    CutPower,
    LeaveNetwork,
    RemoveNetwork,
    RemoveFiles,
}
