namespace NexusQuantum.Agent.Vms.Steps;

/// <summary>The step behind each kind.</summary>
internal static class StepCatalog
{
    public static IVmStep Of(VmStepKind kind) => kind switch
    {
        VmStepKind.WaitBeforeRetry => new WaitBeforeRetry(),
        VmStepKind.CheckCapacity => new CheckCapacity(),
        VmStepKind.MakeDirectories => new MakeDirectories(),
        VmStepKind.CloneRootDisk => new CloneRootDisk(),
        VmStepKind.JoinNetwork => new JoinNetwork(),
        VmStepKind.StartEngine => new StartEngine(),
        VmStepKind.BootGuest => new BootGuest(),
        VmStepKind.ApplyIdentity => new ApplyIdentity(),
        VmStepKind.PauseGuest => new PauseGuest(),
        VmStepKind.ResumeGuest => new ResumeGuest(),
        VmStepKind.ResetGuest => new ResetGuest(),
        VmStepKind.ShutDownGuest => new ShutDownGuest(),
        VmStepKind.CutPower => new CutPower(),
        VmStepKind.LeaveNetwork => new LeaveNetwork(),
        VmStepKind.RemoveNetwork => new RemoveNetwork(),
        VmStepKind.RemoveFiles => new RemoveFiles(),
    };
}
