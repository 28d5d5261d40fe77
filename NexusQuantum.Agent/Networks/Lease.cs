using System.Net;
using System.Text.Json.Serialization;
using NexusQuantum.Domain.Networks;
using NexusQuantum.Domain.Vms;

namespace NexusQuantum.Agent.Networks;

/// <summary>What belongs to a NIC until its VM is deleted: a tap's name, and the address where we give it one.</summary>
/// <param name="Vm">Whose.</param>
/// <param name="Mac">Which NIC.</param>
/// <param name="Index">Which NIC of the VM, for the tap's name.</param>
/// <param name="Address">The address, dotted; null where the network's own router gives it.</param>
internal sealed record Lease(VmId Vm, MacAddress Mac, int Index, string? Address)
{
    /// <summary>Whether the NIC was asked to have this very address.</summary>
    public bool Asked { get; init; }

    /// <summary>Name of its tap.</summary>
    [JsonIgnore]
    public string Tap => TapName.Of(Vm, Index);

    [JsonIgnore]
    public IPAddress? Ip => Address is { } text ? IPAddress.Parse(text) : null;
}
