namespace NexusQuantum.Agent.Preflight.Checks;

/// <summary>Where a kernel module is.</summary>
internal enum ModuleState
{
    /// <summary>Loaded, or part of the kernel.</summary>
    Ready,

    /// <summary>It can be loaded.</summary>
    Loadable,

    /// <summary>This kernel has none.</summary>
    Missing,
}
