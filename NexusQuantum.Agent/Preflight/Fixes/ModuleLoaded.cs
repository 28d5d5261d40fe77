using System.Collections.Immutable;
using NexusQuantum.Agent.Preflight.Checks;

namespace NexusQuantum.Agent.Preflight.Fixes;

/// <summary>A kernel module that was not loaded. One in use stays.</summary>
internal sealed record ModuleLoaded(string Name, string Boot) : IFixChange
{
    /// <summary>Read at every start (modules-load.d(5)).</summary>
    public const string File = "/etc/modules-load.d/nexus.conf";

    public string Deed() => $"load the module {Name}";

    public Task<FixState> LookAsync(FixHost host, CancellationToken cancellationToken)
        => Task.FromResult(Boot != host.Boot || KernelModules.Find(host.Eyes, Name) != ModuleState.Ready ? FixState.Absent : FixState.Made);

    public Task MakeAsync(FixHost host, CancellationToken cancellationToken) => host.DoAsync(cancellationToken, "modprobe", Name);

    public Task UndoAsync(FixHost host, CancellationToken cancellationToken) => host.DoAsync(cancellationToken, "modprobe", "-r", Name);

    /// <summary>By hand.</summary>
    public static ImmutableArray<string> Commands(string name) => [$"sudo modprobe {name}", LineAdded.Command(name, File)];

    public static IReadOnlyList<IFixChange> Plan(FixHost host, string name)
        => KernelModules.Find(host.Eyes, name) == ModuleState.Loadable ? [new ModuleLoaded(name, host.Boot), .. LineAdded.Plan(host, name, File)] : [];
}
