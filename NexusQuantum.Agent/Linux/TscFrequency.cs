using System.Diagnostics;
using System.Runtime.InteropServices;

namespace NexusQuantum.Agent.Linux;

/// <summary>
/// The rate of the processor's time stamp counter. QEMU's translator passes it to guests 1:1, and a microvm guest that has to
/// calibrate it against the emulated PIT on a busy host can hang for ever (4 of 12 boots; 0 of 24 when told).
/// </summary>
internal static class TscFrequency
{
    private const int Samples = 5;

    /// <summary>kHz; null when it cannot be measured here.</summary>
    public static async Task<int?> MeasureKhzAsync(CancellationToken cancellationToken)
    {
        // rdtsc; shl rdx, 32; or rax, rdx; ret
        byte[] code = [0x0F, 0x31, 0x48, 0xC1, 0xE2, 0x20, 0x48, 0x09, 0xD0, 0xC3];
        if (RuntimeInformation.ProcessArchitecture != Architecture.X64)
        {
            return null;
        }

        // Written first, then made executable: hardened kernels refuse a page that is both.
        var page = Libc.Mmap(0, 4096, 3, 0x22, -1, 0);
        if (page == -1)
        {
            return null;
        }

        try
        {
            Marshal.Copy(code, 0, page, code.Length);
            if (Libc.Mprotect(page, 4096, 5) != 0)
            {
                return null;
            }

            var rates = new List<double>();
            for (var i = 0; i < Samples; i++)
            {
                var (beginTicks, beginTime) = Read(page);
                await Task.Delay(20, cancellationToken);
                var (endTicks, endTime) = Read(page);
                rates.Add((endTicks - beginTicks) / Stopwatch.GetElapsedTime(beginTime, endTime).TotalMilliseconds);
            }

            rates.Sort();
            var median = rates[Samples / 2];
            return median is > 100_000 and < 20_000_000 ? (int)Math.Round(median) : null;
        }
        finally
        {
            _ = Libc.Munmap(page, 4096);
        }
    }

    private static unsafe (ulong Ticks, long Time) Read(nint page)
    {
        var rdtsc = (delegate* unmanaged<ulong>)page;

        // Of three tries the one during which we were interrupted least.
        (ulong Ticks, long Time) best = default;
        var least = ulong.MaxValue;
        for (var i = 0; i < 3; i++)
        {
            var before = rdtsc();
            var time = Stopwatch.GetTimestamp();
            var after = rdtsc();
            if (after - before < least)
            {
                least = after - before;
                best = (before + ((after - before) / 2), time);
            }
        }

        return best;
    }
}
