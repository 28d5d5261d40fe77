using System.Text.Json.Serialization;

namespace NexusQuantum.Agent.Preflight.Fixes;

/// <summary>
/// One change of a host by <c>check --fix</c>, with what was there before. It is written to the journal as it stands, so what it needs
/// to be taken back is in it.
/// </summary>
[JsonPolymorphic(TypeDiscriminatorPropertyName = "kind")]
[JsonDerivedType(typeof(ModuleLoaded), "module")]
[JsonDerivedType(typeof(ValueSet), "value")]
[JsonDerivedType(typeof(LineAdded), "line")]
[JsonDerivedType(typeof(DirectoryMade), "directory")]
[JsonDerivedType(typeof(ModeSet), "mode")]
[JsonDerivedType(typeof(BridgeMade), "bridge")]
[JsonDerivedType(typeof(PackagesInstalled), "packages")]
[JsonDerivedType(typeof(PortOpened), "port")]
internal interface IFixChange
{
    /// <summary>What it does: "load the module tun".</summary>
    string Deed();

    /// <summary>Whether the host is as this change leaves it.</summary>
    Task<FixState> LookAsync(FixHost host, CancellationToken cancellationToken);

    /// <summary>Makes the change; <see cref="FixFailedException"/> where the host refuses.</summary>
    Task MakeAsync(FixHost host, CancellationToken cancellationToken);

    /// <summary>Puts back what was there. Only where <see cref="LookAsync"/> found the change standing.</summary>
    Task UndoAsync(FixHost host, CancellationToken cancellationToken);
}
