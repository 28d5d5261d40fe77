using System.Globalization;
using System.Net;
using System.Net.Sockets;

namespace NexusQuantum.Domain.Hosts;

/// <summary>
/// Whether an address can be listened on, asked before anything else is started: a program that cannot serve should not have made a
/// bridge or a database first. Who holds a port is read from /proc/net/tcp and /proc/PID/fd (proc(5)), as far as this account sees.
/// </summary>
public static class PortCheck
{
    private static readonly string[] Tables = ["/proc/net/tcp", "/proc/net/tcp6"];

    /// <summary>Why <paramref name="bind"/> cannot be listened on, as a sentence that names it; null when it can.</summary>
    public static string? WhyNot(IPEndPoint bind)
    {
        try
        {
            using var socket = new Socket(bind.AddressFamily, SocketType.Stream, ProtocolType.Tcp);
            socket.Bind(bind);
            socket.Listen();
            return null;
        }
        catch (SocketException e)
        {
            return e.SocketErrorCode switch
            {
                SocketError.AddressAlreadyInUse => $"{bind} is in use by {Holder(bind.Port) ?? "another program"}.",
                SocketError.AccessDenied => $"{bind} is not open to this account: ports below 1024 are root's.",
                SocketError.AddressNotAvailable => $"{bind} is not an address of this host.",
                _ => $"{bind} cannot be listened on: {e.Message}.",
            };
        }
    }

    /// <summary>"nginx, pid 812"; null where this account may not see it.</summary>
    private static string? Holder(int port)
    {
        var sockets = Listening(port);
        foreach (var process in sockets.Count == 0 ? [] : Directory.EnumerateDirectories("/proc").Where(path => path[6..].All(char.IsAsciiDigit)))
        {
            try
            {
                if (Directory.EnumerateFiles(process + "/fd").Any(file => File.ResolveLinkTarget(file, returnFinalTarget: false)?.Name is { } target && sockets.Contains(target)))
                {
                    // Its first word: /proc/PID/comm ends after 15 letters.
                    return $"{Path.GetFileName(File.ReadAllText(process + "/cmdline").Split('\0')[0])}, pid {process[6..]}";
                }
            }
            catch (Exception e) when (e is IOException or UnauthorizedAccessException)
            {
                // It ended meanwhile, or is somebody else's.
            }
        }

        return null;
    }

    /// <summary>Sockets that listen on a port, by the names their descriptors link to: <c>socket:[INODE]</c>.</summary>
    private static HashSet<string> Listening(int port)
    {
        const string Listens = "0A";
        var tail = ":" + port.ToString("X4", CultureInfo.InvariantCulture);
        return [.. Tables.Where(File.Exists).SelectMany(File.ReadLines)
            .Select(line => line.Split(' ', StringSplitOptions.RemoveEmptyEntries))
            .Where(fields => fields.Length > 9 && fields[3] == Listens && fields[1].EndsWith(tail, StringComparison.Ordinal))
            .Select(fields => $"socket:[{fields[9]}]")];
    }
}
