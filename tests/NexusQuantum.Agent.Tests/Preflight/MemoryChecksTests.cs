using NexusQuantum.Domain.Preflight;

namespace NexusQuantum.Agent.Tests.Preflight;

/// <summary>Each check of memory: met, missed, and not to be read.</summary>
public sealed class MemoryChecksTests
{
    private const string Large = "MemTotal:       65800000 kB\nMemAvailable:   60000000 kB\nSwapTotal:      2000000 kB\nSwapFree:       2000000 kB\n";
    private const string Small = "MemTotal:        4000000 kB\nMemAvailable:    1000000 kB\nSwapTotal:      8000000 kB\nSwapFree:       1000000 kB\n";

    /// <summary>What a machine of 8 GB shows.</summary>
    private const string Eight = "MemTotal:        8027000 kB\nMemAvailable:    6300000 kB\nSwapTotal: 0 kB\nSwapFree: 0 kB\n";

    private const string Pages = "/sys/kernel/mm/transparent_hugepage/enabled";

    [Theory]
    [InlineData("memory-total", Large, CheckStatus.Pass, "62.8 GiB")]
    [InlineData("memory-total", Eight, CheckStatus.Pass, "7.7 GiB")]
    [InlineData("memory-total", Small, CheckStatus.Fail, "8 GB are needed")]
    [InlineData("memory-total", null, CheckStatus.Fail, "/proc/meminfo cannot be read")]
    [InlineData("memory-total-good", Large, CheckStatus.Pass, "62.8 GiB")]
    [InlineData("memory-total-good", Eight, CheckStatus.Warn, "32 GB are needed")]
    [InlineData("memory-total-good", "MemTotal: many kB\n", CheckStatus.Warn, "no line 'MemTotal'")]
    [InlineData("memory-available", Eight, CheckStatus.Pass, "6.0 GiB")]
    [InlineData("memory-available", Small, CheckStatus.Fail, "4 GB are needed")]
    [InlineData("memory-available", "", CheckStatus.Fail, "no line 'MemAvailable'")]
    [InlineData("memory-available-good", Large, CheckStatus.Pass, "57.2 GiB")]
    [InlineData("memory-available-good", Eight, CheckStatus.Warn, "24 GB are needed")]
    [InlineData("memory-available-good", null, CheckStatus.Warn, "/proc/meminfo cannot be read")]
    [InlineData("memory-swap", Large, CheckStatus.Pass, "0.0 of 1.9 GiB in use")]
    [InlineData("memory-swap", Small, CheckStatus.Warn, "short of memory")]
    [InlineData("memory-swap", null, CheckStatus.Warn, "/proc/meminfo cannot be read")]
    public Task Memory_is_judged_by_what_the_kernel_counts(string check, string? meminfo, CheckStatus status, string says)
        => Checked.ComesOutAsync(meminfo is null ? new RecordedHost() : new RecordedHost().With("/proc/meminfo", meminfo), check, status, says);

    [Fact]
    public async Task Error_correction_is_told_where_something_tells_it()
    {
        await Checked.ComesOutAsync(new RecordedHost().WithDirectory("/sys/devices/system/edac/mc/mc0"), "memory-ecc", CheckStatus.Pass, "corrects errors");
        await Checked.ComesOutAsync(new RecordedHost().WithDirectory("/sys/devices/system/edac/mc/power"), "memory-ecc", CheckStatus.NotApplicable, "Nothing here tells");
    }

    [Theory]
    [InlineData("always [madvise] never\n", CheckStatus.Pass, "madvise")]
    [InlineData("always madvise [never]\n", CheckStatus.Warn, "run slower")]
    [InlineData(null, CheckStatus.NotApplicable, "no transparent huge pages")]
    public Task Huge_pages_are_read_from_the_chosen_word(string? text, CheckStatus status, string says)
        => Checked.ComesOutAsync(text is null ? new RecordedHost() : new RecordedHost().With(Pages, text), "memory-huge-pages", status, says);
}
