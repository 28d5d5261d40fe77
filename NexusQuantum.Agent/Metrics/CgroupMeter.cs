using System.Buffers.Text;
using NexusQuantum.Agent.Linux;

namespace NexusQuantum.Agent.Metrics;

/// <summary>
/// Processor time and memory of a VM's control group. Memory is what the VM holds, not what is charged to it: without the page cache
/// of its disks, which the kernel takes back when it needs it.
/// </summary>
internal sealed class CgroupMeter : IDisposable
{
    private readonly ProcFile? _cpuStat;
    private readonly ProcFile? _cpuUsage;
    private readonly ProcFile? _memory;
    private readonly ProcFile? _memoryStat;
    private Rate _cpu;

    public CgroupMeter(CgroupFiles files)
    {
        _cpuStat = Open(files.CpuStat);
        _cpuUsage = Open(files.CpuUsage);
        _memory = Open(files.Memory);
        _memoryStat = Open(files.MemoryStat);
    }

    public bool CountsCpu => _cpuStat is not null || _cpuUsage is not null;

    public bool CountsMemory => _memory is not null && _memoryStat is not null;

    /// <summary>Each null where nothing accounts it, or the group is gone.</summary>
    public (double? Cpu, long? MemoryBytes) Measure(double seconds)
    {
        Span<byte> buffer = stackalloc byte[4096];
        double? used = Number(_cpuStat, buffer, "usage_usec "u8) is { } micro ? micro / 1e6 : Number(_cpuUsage, buffer, ""u8) / 1e9;
        return (_cpu.Next(used, seconds), Held(buffer));
    }

    public void Dispose()
    {
        _cpuStat?.Dispose();
        _cpuUsage?.Dispose();
        _memory?.Dispose();
        _memoryStat?.Dispose();
    }

    /// <summary>The number behind a word at the beginning of a line; null when there is none.</summary>
    internal static long? Find(ReadOnlySpan<byte> text, ReadOnlySpan<byte> word)
    {
        while (!text.IsEmpty)
        {
            var end = text.IndexOf((byte)'\n');
            var line = end < 0 ? text : text[..end];
            if (line.StartsWith(word))
            {
                return Utf8Parser.TryParse(line[word.Length..], out long number, out _) ? number : null;
            }

            text = end < 0 ? [] : text[(end + 1)..];
        }

        return null;
    }

    private static ProcFile? Open(string? path) => path is null ? null : ProcFile.Open(path);

    private static long? Number(ProcFile? file, Span<byte> buffer, ReadOnlySpan<byte> word) => file is null ? null : Find(file.Read(buffer), word);

    private long? Held(Span<byte> buffer)
    {
        if (Number(_memory, buffer, ""u8) is not { } charged || _memoryStat is null)
        {
            return null;
        }

        // Shared memory counts as cache too ("file" in version 2, "cache" in version 1), but nothing can be taken back of it.
        var stat = _memoryStat.Read(buffer);
        var cache = Find(stat, "file "u8) ?? Find(stat, "cache "u8);
        return cache is { } bytes ? Math.Max(0, charged - bytes + (Find(stat, "shmem "u8) ?? 0)) : null;
    }
}
