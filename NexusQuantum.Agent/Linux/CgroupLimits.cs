using System.Globalization;
using NexusQuantum.Domain.Serialization;

namespace NexusQuantum.Agent.Linux;

/// <summary>
/// What a control group may use (kernel: Documentation/admin-guide/cgroup-v2.rst and cgroup-v1/). Set before anything enters it:
/// what a process allocated earlier stays charged where it was.
/// </summary>
internal sealed record CgroupLimits
{
    private const long Period = 100_000;

    /// <summary>Processor time per time, in processors.</summary>
    public required double Processors { get; init; }

    /// <summary>
    /// Beyond this its memory is taken back first, page cache before anything else (v2: <c>memory.high</c>, which also slows it down;
    /// v1: the soft limit, which counts only when the host runs short). Null for no limit of memory at all.
    /// </summary>
    public long? SoftMemoryBytes { get; init; }

    /// <summary>Beyond this the kernel ends it, once nothing is left to take back; null for never.</summary>
    public long? MostMemoryBytes { get; init; }

    /// <summary>Processes and threads.</summary>
    public int Tasks { get; init; } = 1024;

    private long Quota => (long)(Processors * Period);

    /// <summary>Sets what the controllers of this directory know of; sentences on what they refused.</summary>
    public IEnumerable<string> Apply(string directory)
    {
        (string File, string? Value)[] wanted =
        [
            ("pids.max", Text(Tasks)),
            ("cpu.max", $"{Text(Quota)} {Text(Period)}"),
            ("cpu.cfs_period_us", Text(Period)),
            ("cpu.cfs_quota_us", Text(Quota)),
            ("memory.high", Text(SoftMemoryBytes)),
            ("memory.max", Text(MostMemoryBytes)),
            ("memory.soft_limit_in_bytes", Text(SoftMemoryBytes)),
            ("memory.limit_in_bytes", Text(MostMemoryBytes)),
        ];
        foreach (var (file, value) in wanted)
        {
            if (value is not null && Refusal(Path.Combine(directory, file), value) is { } why)
            {
                yield return $"The control group's limit {file} cannot be set: {why}";
            }
        }
    }

    private static string? Text(long? number) => number?.ToString(CultureInfo.InvariantCulture);

    private static string? Refusal(string path, string value)
    {
        try
        {
            if (File.Exists(path))
            {
                File.WriteAllText(path, value);
            }

            return null;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return SafeText.Clean(e.Message);
        }
    }
}
