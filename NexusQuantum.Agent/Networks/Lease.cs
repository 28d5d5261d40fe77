using System.Net;
using System.Text.Json.Serialization;
using NexusQuantum.Domain.Networks;
using NexusQuantum.Domain.Vms;

namespace NexusQuantum.Agent.Networks;

/// <summary>An address that belongs to a NIC until its VM is deleted.</summary>
/// <param name="Vm">Whose.</param>
/// <param name="Mac">Which NIC.</param>
/// <param name="Index">Which NIC of the VM, for the tap's name.</param>
/// <param name="Address">The address, dotted.</param>
internal sealed record Lease(VmId Vm, MacAddress Mac, int Index, string Address)
{
    /// <summary>Name of its tap.</summary>
    [JsonIgnore]
    public string Tap => TapName.Of(Vm, Index);

    [JsonIgnore]
    public IPAddress Ip => IPAddress.Parse(Address);
}
