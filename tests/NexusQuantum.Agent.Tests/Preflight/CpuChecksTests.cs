using NexusQuantum.Domain.Preflight;

namespace NexusQuantum.Agent.Tests.Preflight;

/// <summary>Each check of the processor: met, missed, and not to be read.</summary>
public sealed class CpuChecksTests
{
    private const string Good = "flags\t\t: fpu lm vmx ept aes\nmodel name\t: Example CPU @ 2.60GHz\ncpu MHz\t\t: 2600.1\n";
    private const string Slow = "flags\t\t: lm\nmodel name\t: Example CPU @ 1.80GHz\ncpu MHz\t\t: 3100.0\n";
    private const string Poor = "flags\t\t: fpu\nmodel name\t: Example CPU\ncpu MHz\t\t: 1600.0\n";

    [Theory]
    [InlineData("cpu-architecture", Good, CheckStatus.Pass, "x86-64")]
    [InlineData("cpu-architecture", Poor, CheckStatus.Fail, "not x86-64")]
    [InlineData("cpu-architecture", "", CheckStatus.Fail, "no line 'flags'")]
    [InlineData("cpu-virtualization", Good, CheckStatus.Pass, "VT-x")]
    [InlineData("cpu-virtualization", Poor, CheckStatus.Fail, "emulated")]
    [InlineData("cpu-virtualization", null, CheckStatus.Fail, "/proc/cpuinfo cannot be read")]
    [InlineData("cpu-slat", Good, CheckStatus.Pass, "EPT")]
    [InlineData("cpu-slat", Poor, CheckStatus.Fail, "neither EPT nor NPT")]
    [InlineData("cpu-slat", null, CheckStatus.Fail, "/proc/cpuinfo cannot be read")]
    [InlineData("cpu-clock", Good, CheckStatus.Pass, "2.6 GHz")]
    [InlineData("cpu-clock", Poor, CheckStatus.Warn, "1.6 GHz")]
    [InlineData("cpu-clock", Slow, CheckStatus.Fail, "1.8 GHz; 2.0 GHz are needed")]
    [InlineData("cpu-clock", "flags\t: lm\n", CheckStatus.Fail, "tells it")]
    [InlineData("cpu-clock-good", Good, CheckStatus.Warn, "3.0 GHz are needed")]
    [InlineData("cpu-clock-good", "model name\t: Example CPU @ 3.20GHz\n", CheckStatus.Pass, "3.2 GHz")]
    [InlineData("cpu-clock-good", null, CheckStatus.Warn, "/proc/cpuinfo cannot be read")]
    [InlineData("cpu-aes", Good, CheckStatus.Pass, "AES-NI")]
    [InlineData("cpu-aes", Poor, CheckStatus.Warn, "no AES-NI")]
    [InlineData("cpu-aes", null, CheckStatus.Warn, "/proc/cpuinfo cannot be read")]
    public Task The_processor_is_judged_by_what_it_shows(string check, string? cpuinfo, CheckStatus status, string says)
        => Checked.ComesOutAsync(cpuinfo is null ? new RecordedHost() : new RecordedHost().With("/proc/cpuinfo", cpuinfo), check, status, says);

    [Theory]
    [InlineData("cpufreq/base_frequency", "2400000\n", CheckStatus.Pass, "2.4 GHz")]
    [InlineData("acpi_cppc/nominal_freq", "1900\n", CheckStatus.Fail, "base clock is 1.9 GHz")]
    [InlineData("acpi_cppc/nominal_freq", "0\n", CheckStatus.Warn, "runs at 1.6 GHz now")]
    public Task The_base_clock_is_the_kernels_word_before_what_runs_now(string file, string text, CheckStatus status, string says)
        => Checked.ComesOutAsync(new RecordedHost().With("/proc/cpuinfo", Poor).With("/sys/devices/system/cpu/cpu0/" + file, text), "cpu-clock", status, says);

    [Theory]
    [InlineData("cpu-cores", 8, 1, CheckStatus.Pass, "8 cores, 8 threads")]
    [InlineData("cpu-cores", 4, 2, CheckStatus.Fail, "2 cores, 4 threads")]
    [InlineData("cpu-cores", 0, 1, CheckStatus.Fail, "it lists no processor")]
    [InlineData("cpu-cores-good", 16, 2, CheckStatus.Pass, "8 cores, 16 threads")]
    [InlineData("cpu-cores-good", 8, 1, CheckStatus.Warn, "8 cores, 8 threads; 8 cores with 16 threads are needed")]
    [InlineData("cpu-cores-good", 4, 1, CheckStatus.Warn, "8 cores with 16 threads are needed")]
    [InlineData("cpu-cores-good", 0, 1, CheckStatus.Warn, "it lists no processor")]
    public Task Cores_are_counted_and_not_threads(string check, int processors, int each, CheckStatus status, string says)
    {
        var host = new RecordedHost().WithDirectory("/sys/devices/system/cpu/cpufreq");
        for (var at = 0; at < processors; at++)
        {
            host.With($"/sys/devices/system/cpu/cpu{at}/topology/thread_siblings_list", $"{at / each}\n");
        }

        return Checked.ComesOutAsync(host, check, status, says);
    }
}
