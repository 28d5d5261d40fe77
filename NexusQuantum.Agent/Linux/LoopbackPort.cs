using System.Net;
using System.Net.Sockets;

namespace NexusQuantum.Agent.Linux;

/// <summary>Finds a TCP port nobody listens on at 127.0.0.1. Another may take it before it is used: the user must try again then.</summary>
internal static class LoopbackPort
{
    public static int FindFree()
    {
        using var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        socket.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        return ((IPEndPoint)socket.LocalEndPoint!).Port; // bound just above
    }
}
