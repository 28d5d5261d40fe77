using System.Runtime.InteropServices;

namespace NexusQuantum.Agent.Linux;

/// <summary>A null-terminated array of C strings, as <c>execv</c> and <c>posix_spawn</c> want it.</summary>
internal sealed unsafe class CStrings : IDisposable
{
    private readonly int _count;

    public CStrings(IReadOnlyList<string> texts)
    {
        _count = texts.Count;
        Pointer = (byte**)NativeMemory.AllocZeroed((nuint)(_count + 1), (nuint)sizeof(byte*));
        for (var i = 0; i < _count; i++)
        {
            // A NUL inside would silently cut the argument short.
            if (texts[i].Contains('\0', StringComparison.Ordinal))
            {
                throw new ArgumentException("An argument holds a NUL character.", nameof(texts));
            }

            Pointer[i] = (byte*)Marshal.StringToCoTaskMemUTF8(texts[i]);
        }
    }

    public byte** Pointer { get; }

    public void Dispose()
    {
        for (var i = 0; i < _count; i++)
        {
            Marshal.FreeCoTaskMem((nint)Pointer[i]);
        }

        NativeMemory.Free(Pointer);
    }
}
