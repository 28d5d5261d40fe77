using System.Net;

namespace NexusQuantum.Agent.Guests;

/// <summary>Where a guest's port 9000 is dialled from this host, with the VM's key.</summary>
/// <param name="EndPoint">Its NIC's address, or the loopback port forwarded to it.</param>
/// <param name="Key">The bearer key; never printed.</param>
internal sealed record GuestAddress(IPEndPoint EndPoint, string Key)
{
    public override string ToString() => EndPoint.ToString();
}
