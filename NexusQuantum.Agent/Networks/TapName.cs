using System.Globalization;
using NexusQuantum.Domain.Vms;

namespace NexusQuantum.Agent.Networks;

/// <summary>Names taps after VMs: <c>nq</c>, the last eleven digits of the id (random in a UUIDv7), the NIC's number. 14 of 15 characters.</summary>
internal static class TapName
{
    public static string Of(VmId vm, int index)
        => string.Create(CultureInfo.InvariantCulture, $"nq{vm.Value.ToString("N")[21..]}{index:x}");
}
