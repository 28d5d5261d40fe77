using System.Text;
using NexusQuantum.Agent.Guest.Linux;

namespace NexusQuantum.Agent.Guest;

/// <summary>
/// Short lines for the operator who looks at the console, on stderr. Callers never pass what came from the host: it may be secret.
/// </summary>
internal static class GuestLog
{
    public static unsafe void Say(string message)
    {
        var line = Encoding.UTF8.GetBytes($"nexus-guest: {message}\n");
        fixed (byte* start = line)
        {
            _ = Libc.Write(2, start, (nuint)line.Length);
        }
    }
}
