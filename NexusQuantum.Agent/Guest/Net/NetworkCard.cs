using System.Buffers.Binary;
using System.Globalization;
using System.Net;
using System.Text;
using NexusQuantum.Agent.Guest.Linux;

namespace NexusQuantum.Agent.Guest.Net;

/// <summary>
/// A NIC's IPv4 address and the default route, by the ioctls of netdevice(7) and rt_names: no <c>ip</c> program is needed, so it
/// works on every image. Setting another address replaces the old one and drops its routes.
/// </summary>
internal sealed unsafe class NetworkCard(string name)
{
    private const int Internet = 2;
    private const int Datagram = 2;
    private const nuint AddRoute = 0x890B;
    private const nuint GetFlags = 0x8913;
    private const nuint SetFlags = 0x8914;
    private const nuint GetAddress = 0x8915;
    private const nuint SetAddress = 0x8916;
    private const nuint GetMask = 0x891B;
    private const nuint SetMask = 0x891C;
    private const nuint GetHardwareAddress = 0x8927;
    private const nuint GetIndex = 0x8933;
    private const int NameSize = 16;
    private const int RequestSize = 40;
    private const short UpFlag = 1;

    public string Name { get; } = name;

    /// <summary>The first NIC with a device behind it: eth0 where there is one, else the one with the lowest index.</summary>
    public static NetworkCard? First() => All().FirstOrDefault();

    /// <summary>NICs with a device behind them, in the kernel's order.</summary>
    public static IEnumerable<NetworkCard> All()
        => Directory.Exists("/sys/class/net")
            ? Directory.EnumerateDirectories("/sys/class/net")
                .Where(static nic => Directory.Exists(nic + "/device"))
                .OrderBy(static nic => int.TryParse(SmallFile.Line(nic + "/ifindex"), CultureInfo.InvariantCulture, out var index) ? index : int.MaxValue)
                .Select(static nic => new NetworkCard(Path.GetFileName(nic)))
            : [];

    /// <summary>Its address and prefix; null when it has none.</summary>
    public InterfaceAddress? Current()
    {
        var request = stackalloc byte[RequestSize];
        if (!Ask(GetAddress, request))
        {
            return null;
        }

        var address = new IPAddress(new ReadOnlySpan<byte>(request + NameSize + 4, 4));
        if (!Ask(GetMask, request))
        {
            return null;
        }

        var mask = BinaryPrimitives.ReadUInt32BigEndian(new ReadOnlySpan<byte>(request + NameSize + 4, 4));
        return new InterfaceAddress(address, System.Numerics.BitOperations.PopCount(mask));
    }

    /// <summary>Six bytes.</summary>
    public byte[] HardwareAddress()
    {
        var request = stackalloc byte[RequestSize];
        Clear(request);
        Do(GetHardwareAddress, request, "SIOCGIFHWADDR");
        return new ReadOnlySpan<byte>(request + NameSize + 2, 6).ToArray();
    }

    /// <summary>The kernel's number of it.</summary>
    public int Index()
    {
        var request = stackalloc byte[RequestSize];
        Clear(request);
        Do(GetIndex, request, "SIOCGIFINDEX");
        return *(int*)(request + NameSize);
    }

    /// <summary>Gives it an address and brings it up.</summary>
    public void Set(InterfaceAddress address)
    {
        var request = stackalloc byte[RequestSize];
        Put(request, address.Address);
        Do(SetAddress, request, "SIOCSIFADDR");
        Put(request, address.Mask);
        Do(SetMask, request, "SIOCSIFNETMASK");
        Up();
    }

    /// <summary>Brings it up.</summary>
    public void Up()
    {
        var request = stackalloc byte[RequestSize];
        Clear(request);
        Do(GetFlags, request, "SIOCGIFFLAGS");
        *(short*)(request + NameSize) |= UpFlag;
        Do(SetFlags, request, "SIOCSIFFLAGS");
    }

    /// <summary>Adds the default route.</summary>
    public static void Route(IPAddress gateway)
    {
        // struct rtentry: 8 bytes of padding, then destination, gateway and mask, 16 bytes each; flags at 56.
        var route = stackalloc byte[120];
        new Span<byte>(route, 120).Clear();
        *(short*)(route + 8) = Internet;
        *(short*)(route + 24) = Internet;
        *(short*)(route + 40) = Internet;
        gateway.TryWriteBytes(new Span<byte>(route + 28, 4), out _);
        *(ushort*)(route + 56) = 0x0003; // RTF_UP | RTF_GATEWAY
        var socket = Socket();
        try
        {
            if (Libc.Ioctl(socket, AddRoute, route) < 0
                && System.Runtime.InteropServices.Marshal.GetLastPInvokeError() != Const.Exists)
            {
                throw LinuxException.Last("SIOCADDRT");
            }
        }
        finally
        {
            _ = Libc.Close(socket);
        }
    }

    /// <summary>A call that concerns all NICs; false when the kernel refuses.</summary>
    public static bool Configure(nuint call, void* argument)
    {
        var socket = Socket();
        try
        {
            return Libc.Ioctl(socket, call, argument) == 0;
        }
        finally
        {
            _ = Libc.Close(socket);
        }
    }

    private static int Socket()
    {
        var socket = Libc.Socket(Internet, Datagram | Const.CloseOnExec, 0);
        return socket < 0 ? throw LinuxException.Last("socket") : socket;
    }

    private void Clear(byte* request)
    {
        new Span<byte>(request, RequestSize).Clear();
        Encoding.ASCII.GetBytes(Name, new Span<byte>(request, NameSize - 1));
    }

    private void Put(byte* request, IPAddress address)
    {
        Clear(request);
        *(short*)(request + NameSize) = Internet;
        address.TryWriteBytes(new Span<byte>(request + NameSize + 4, 4), out _);
    }

    private bool Ask(nuint call, byte* request)
    {
        Clear(request);
        *(short*)(request + NameSize) = Internet;
        return Configure(call, request);
    }

    private static void Do(nuint call, byte* request, string name)
    {
        var socket = Socket();
        try
        {
            if (Libc.Ioctl(socket, call, request) < 0)
            {
                throw LinuxException.Last(name);
            }
        }
        finally
        {
            _ = Libc.Close(socket);
        }
    }
}
