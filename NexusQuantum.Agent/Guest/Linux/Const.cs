namespace NexusQuantum.Agent.Guest.Linux;

/// <summary>Numbers of the x86-64 Linux interface (asm-generic and bits headers).</summary>
internal static class Const
{
    internal const int ReadOnly = 0;
    internal const int WriteOnly = 1;
    internal const int ReadWrite = 2;
    internal const int Create = 0x40;
    internal const int Exclusive = 0x80;
    internal const int NoControllingTerminal = 0x100;
    internal const int Append = 0x400;
    internal const int NonBlocking = 0x800;
    internal const int Directory = 0x10000;
    internal const int NoFollow = 0x20000;
    internal const int CloseOnExec = 0x80000;

    internal const int GetFlags = 3;
    internal const int SetFlags = 4;

    internal const int Interrupted = 4;
    internal const int InputOutput = 5;
    internal const int WouldBlock = 11;
    internal const int Exists = 17;

    internal const int SignalHangup = 1;
    internal const int SignalKill = 9;
    internal const int SignalPipe = 13;
    internal const int SignalContinue = 18;

    internal const int WaitNoHang = 1;
    internal const nint PidFdOpen = 434;
}
