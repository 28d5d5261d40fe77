using System.Runtime.InteropServices;
using NexusQuantum.Agent.Guest.Linux;

namespace NexusQuantum.Agent.Guest.Pty;

/// <summary>A pseudo terminal (pty(7)); disposing hangs it up.</summary>
internal sealed unsafe class Terminal : IDisposable
{
    private const nuint SetSize = 0x5414; // TIOCSWINSZ

    public Terminal(int columns, int rows)
    {
        var master = Libc.OpenTerminal(Const.ReadWrite | Const.NoControllingTerminal | Const.CloseOnExec);
        if (master < 0)
        {
            throw LinuxException.Last("posix_openpt");
        }

        var name = stackalloc byte[64];
        if (Libc.GrantTerminal(master) < 0 || Libc.UnlockTerminal(master) < 0 || Libc.TerminalName(master, name, 64) != 0)
        {
            var failure = LinuxException.Last("grantpt");
            _ = Libc.Close(master);
            throw failure;
        }

        Name = Marshal.PtrToStringUTF8((nint)name)!; // ptsname_r ended it with a zero
        Master = new Descriptor(master);
        Resize(columns, rows);
    }

    /// <summary>The shell's side, /dev/pts/N.</summary>
    public string Name { get; }

    /// <summary>Our side.</summary>
    public Descriptor Master { get; }

    /// <summary>Tells the programs in it their new size (SIGWINCH).</summary>
    public void Resize(int columns, int rows)
    {
        var size = stackalloc ushort[4];
        size[0] = (ushort)Math.Clamp(rows, 1, 1000);
        size[1] = (ushort)Math.Clamp(columns, 1, 1000);
        size[2] = size[3] = 0;
        _ = Master.Ioctl(SetSize, size);
    }

    public void Dispose() => Master.Dispose();
}
