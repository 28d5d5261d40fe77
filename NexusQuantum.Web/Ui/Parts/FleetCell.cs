using NexusQuantum.Domain.Vms;

namespace NexusQuantum.Web.Ui.Parts;

/// <summary>One machine in a fleet field.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Href">Its page.</param>
/// <param name="State">Its fact.</param>
public sealed record FleetCell(string Name, string Href, VmState State);
