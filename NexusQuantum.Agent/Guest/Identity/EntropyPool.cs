using NexusQuantum.Agent.Guest.Linux;

namespace NexusQuantum.Agent.Guest.Identity;

/// <summary>
/// Stirs the host's random bytes into the kernel's pool and makes it reseed at once (random(4): RNDADDENTROPY, RNDRESEEDCRNG), so
/// that two guests restored from one memory image do not draw the same numbers.
/// </summary>
internal static unsafe class EntropyPool
{
    private const nuint AddEntropy = 0x40085203;
    private const nuint Reseed = 0x5207;
    private const int Longest = 256;

    public static void Stir(string base64)
    {
        var bytes = new byte[Longest];
        if (!Convert.TryFromBase64String(base64, bytes, out var length) || length == 0)
        {
            throw new FormatException("entropy is 1 to 256 bytes in base64");
        }

        var fd = Libc.Open("/dev/urandom", Const.ReadWrite | Const.CloseOnExec, 0);
        if (fd < 0)
        {
            throw LinuxException.Last("/dev/urandom");
        }

        try
        {
            // struct rand_pool_info: bits credited, length, bytes.
            var pool = stackalloc byte[8 + Longest];
            *(int*)pool = length * 8;
            *(int*)(pool + 4) = length;
            bytes.CopyTo(new Span<byte>(pool + 8, Longest));
            if (Libc.Ioctl(fd, AddEntropy, pool) < 0)
            {
                throw LinuxException.Last("RNDADDENTROPY");
            }

            _ = Libc.Ioctl(fd, Reseed, null);
        }
        finally
        {
            _ = Libc.Close(fd);
        }
    }
}
