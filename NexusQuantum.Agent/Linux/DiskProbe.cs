using System.Diagnostics;
using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace NexusQuantum.Agent.Linux;

/// <summary>
/// Measures a disk with O_DIRECT (open(2)): sequential writing and reading of at most 256 MiB, then random reads of 4 KiB. The file
/// never has a name (O_TMPFILE), so nothing is left however the program ends. Each part ends after its time, finished or not.
/// </summary>
internal static unsafe class DiskProbe
{
    private const int DirectFlag = 0x4000;       // O_DIRECT, x86-64
    private const int NamelessFlag = 0x400000;   // __O_TMPFILE
    private const int Block = 1024 * 1024;
    private const int Small = 4096;
    private const int Blocks = 256;
    private const int Readers = 16;
    private static readonly TimeSpan Part = TimeSpan.FromSeconds(1.5);

    /// <summary>Throws <see cref="IOException"/> with the kernel's reason where the file system cannot do it.</summary>
    public static Task<DiskFigures> RunAsync(string directory, CancellationToken cancellationToken) => Task.Run(() => Run(directory, cancellationToken), cancellationToken);

    private static DiskFigures Run(string directory, CancellationToken cancellationToken)
    {
        var descriptor = Libc.Open(directory, Libc.O_RDWR | Libc.O_CLOEXEC | Libc.O_DIRECTORY | NamelessFlag | DirectFlag, 0x180);
        if (descriptor < 0)
        {
            throw new IOException($"a file without cache cannot be made in {directory} ({Libc.LastError()})");
        }

        using var file = new SafeFileHandle(descriptor, ownsHandle: true);
        var buffer = (byte*)NativeMemory.AlignedAlloc(Block, Small);
        try
        {
            // Not zeros: some disks do not store those.
            Random.Shared.NextBytes(new Span<byte>(buffer, Block));
            var written = 0;
            var write = Rate(Block, Blocks, at =>
            {
                RandomAccess.Write(file, new ReadOnlySpan<byte>(buffer, Block), (long)at * Block);
                written++;
            }, cancellationToken);
            var read = Rate(Block, written, at => _ = RandomAccess.Read(file, new Span<byte>(buffer, Block), (long)at * Block), cancellationToken);
            return new DiskFigures(read, write, Iops(file, written, cancellationToken), Latency(file, buffer, written, cancellationToken));
        }
        finally
        {
            NativeMemory.AlignedFree(buffer);
        }
    }

    /// <summary>MB/s of at most <paramref name="most"/> steps.</summary>
    private static double Rate(int size, int most, Action<int> step, CancellationToken cancellationToken)
    {
        var (begin, done) = (Stopwatch.GetTimestamp(), 0);
        while (done < most && Stopwatch.GetElapsedTime(begin) < Part)
        {
            cancellationToken.ThrowIfCancellationRequested();
            step(done++);
        }

        return done * (size / 1e6) / Stopwatch.GetElapsedTime(begin).TotalSeconds;
    }

    private static double Iops(SafeFileHandle file, int blocks, CancellationToken cancellationToken)
    {
        var (begin, total) = (Stopwatch.GetTimestamp(), 0L);
        Exception? broken = null;
        var readers = Enumerable.Range(0, Readers).Select(_ => new Thread(() =>
        {
            var buffer = (byte*)NativeMemory.AlignedAlloc(Small, Small);
            var done = 0;
            try
            {
                for (; Stopwatch.GetElapsedTime(begin) < Part && !cancellationToken.IsCancellationRequested; done++)
                {
                    _ = RandomAccess.Read(file, new Span<byte>(buffer, Small), Anywhere(blocks));
                }
            }
            catch (IOException failure)
            {
                broken = failure; // thrown on this thread it would end the program
            }
            finally
            {
                NativeMemory.AlignedFree(buffer);
                Interlocked.Add(ref total, done);
            }
        })).ToList();
        readers.ForEach(reader => reader.Start());
        readers.ForEach(reader => reader.Join());
        cancellationToken.ThrowIfCancellationRequested();
        return broken is not null ? throw broken : total / Stopwatch.GetElapsedTime(begin).TotalSeconds;
    }

    private static double Latency(SafeFileHandle file, byte* buffer, int blocks, CancellationToken cancellationToken)
    {
        var (begin, times) = (Stopwatch.GetTimestamp(), new List<double>());
        while (times.Count < 2000 && Stopwatch.GetElapsedTime(begin) < Part)
        {
            cancellationToken.ThrowIfCancellationRequested();
            var start = Stopwatch.GetTimestamp();
            _ = RandomAccess.Read(file, new Span<byte>(buffer, Small), Anywhere(blocks));
            times.Add(Stopwatch.GetElapsedTime(start).TotalMilliseconds);
        }

        times.Sort();
        return times[times.Count / 2];
    }

    private static long Anywhere(int blocks) => Random.Shared.NextInt64((long)blocks * (Block / Small)) * Small;
}
