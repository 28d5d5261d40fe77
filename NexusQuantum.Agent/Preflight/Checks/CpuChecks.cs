using System.Globalization;
using NexusQuantum.Domain.Preflight;
using static NexusQuantum.Domain.Preflight.CheckLevel;

namespace NexusQuantum.Agent.Preflight.Checks;

/// <summary>The processor, by <c>/proc/cpuinfo</c> (proc(5)) and <c>/sys/devices/system/cpu</c>.</summary>
internal sealed class CpuChecks(CheckHost host)
{
    private const int LeastCores = 4;
    private const int GoodCores = 8;
    private const int GoodThreads = 16;
    private const double LeastMHz = 2000;
    private const double GoodMHz = 3000;

    private static readonly CheckFix OtherHost = new("Use a machine with another processor.");
    private static readonly CheckFix Firmware = new("Switch hardware virtualization on in the firmware (Intel VT-x, AMD SVM). In a virtual machine, let its own host pass it on (nested virtualization).");

    public IEnumerable<IPreflightCheck> All =>
    [
        new Check(Info("cpu-architecture", Required, "Architecture", "x86-64"), Architecture),
        new Check(Info("cpu-virtualization", Required, "Hardware virtualization", "VT-x (vmx) or AMD-V (svm)"), Virtualization),
        new Check(Info("cpu-slat", Required, "Second level address translation", "EPT or NPT"), Slat),
        new Check(Info("cpu-cores", Required, "Cores", "4 cores"), info => Cores(info, LeastCores, LeastCores)),
        new Check(Info("cpu-cores-good", Recommended, "Cores for production", "8 cores with 16 threads"), info => Cores(info, GoodCores, GoodThreads)),
        new Check(Info("cpu-clock", Required, "Base clock", "2.0 GHz"), info => Clock(info, LeastMHz)),
        new Check(Info("cpu-clock-good", Recommended, "Base clock for production", "3.0 GHz"), info => Clock(info, GoodMHz)),
        new Check(Info("cpu-aes", Recommended, "AES-NI", "aes"), Aes),
    ];

    private static CheckInfo Info(string id, CheckLevel level, string title, string needed) => new(id, CheckSection.Cpu.Id, level, title, needed);

    private CheckOutcome Architecture(CheckInfo info)
        => Flags().Contains("lm") ? CheckOutcome.Pass("x86-64", "The processor is x86-64.")
            : CheckOutcome.Miss(info, Field("model name"), "The processor is not x86-64 (it has no long mode).", OtherHost);

    private CheckOutcome Virtualization(CheckInfo info)
        => Flags() is var flags && flags.Contains("vmx") ? CheckOutcome.Pass("vmx", "The processor has VT-x.")
            : flags.Contains("svm") ? CheckOutcome.Pass("svm", "The processor has AMD-V.")
            : CheckOutcome.Miss(info, "neither vmx nor svm", "The processor shows neither VT-x nor AMD-V: machines would be emulated, many times slower.", Firmware);

    private CheckOutcome Slat(CheckInfo info)
        => Flags() is var flags && flags.Contains("ept") ? CheckOutcome.Pass("ept", "The processor has EPT.")
            : flags.Contains("npt") ? CheckOutcome.Pass("npt", "The processor has nested page tables.")
            : CheckOutcome.Miss(info, "neither ept nor npt", "The processor shows neither EPT nor NPT, without which memory of machines is slow.", Firmware);

    private CheckOutcome Cores(CheckInfo info, int needed, int neededThreads)
    {
        // Threads of one core share its siblings file's text; a machine without topology counts every processor.
        var cores = Directories().Select(name => host.ReadIfThere($"/sys/devices/system/cpu/{name}/topology/thread_siblings_list")?.Trim() ?? name).Distinct(StringComparer.Ordinal).Count();
        var threads = Directories().Count();
        if (cores == 0)
        {
            throw new UnreadableException("/sys/devices/system/cpu", "it lists no processor");
        }

        var measured = string.Create(CultureInfo.InvariantCulture, $"{cores} {(cores == 1 ? "core" : "cores")}, {threads} {(threads == 1 ? "thread" : "threads")}");
        return cores >= needed && threads >= neededThreads ? CheckOutcome.Pass(measured, $"The host has {measured}.")
            : CheckOutcome.Miss(info, measured, $"The host has {measured}; {info.Needed} are needed.", OtherHost);
    }

    private CheckOutcome Clock(CheckInfo info, double least)
    {
        var known = BaseMHz();
        var mhz = known ?? Number(Field("cpu MHz")) ?? throw new UnreadableException("The processor's clock", "neither /sys nor /proc/cpuinfo tells it");
        var measured = string.Create(CultureInfo.InvariantCulture, $"{mhz / 1000:0.0} GHz");
        return mhz >= least ? CheckOutcome.Pass(measured, $"The processor's clock is {measured}.")
            // An idle processor runs slower than it can: what it runs at now is no reason to refuse it.
            : known is null ? new CheckOutcome(CheckStatus.Warn, measured + " now", $"The processor runs at {measured} now and does not tell its base clock; {info.Needed} are needed.") { Fix = new CheckFix("Look its base clock up in its maker's data sheet.") }
            : CheckOutcome.Miss(info, measured, $"The processor's base clock is {measured}; {info.Needed} are needed.", OtherHost);
    }

    /// <summary>As the kernel knows it (intel_pstate; ACPI's nominal frequency), else the model's own word.</summary>
    private double? BaseMHz()
        => Number(host.ReadIfThere("/sys/devices/system/cpu/cpu0/cpufreq/base_frequency")) / 1000
            ?? (Number(host.ReadIfThere("/sys/devices/system/cpu/cpu0/acpi_cppc/nominal_freq")) is > 0 and var nominal ? nominal : (double?)null)
            ?? Number(Field("model name")?.Split('@') is [_, var tail] ? tail.Replace("GHz", "", StringComparison.Ordinal) : null) * 1000;

    private CheckOutcome Aes(CheckInfo info)
        => Flags().Contains("aes") ? CheckOutcome.Pass("aes", "The processor has AES-NI.")
            : CheckOutcome.Miss(info, "no aes", "The processor has no AES-NI: encryption costs it more.", Firmware);

    private HashSet<string> Flags()
        => Field("flags") is { } flags ? [.. flags.Split(' ')] : throw new UnreadableException("/proc/cpuinfo", "it has no line 'flags'");

    private string? Field(string key)
        => host.Lines("/proc/cpuinfo").Where(line => line.Split(':') is [var name, ..] && name.Trim() == key).Select(line => line[(line.IndexOf(':', StringComparison.Ordinal) + 1)..].Trim()).FirstOrDefault();

    private IEnumerable<string> Directories() => host.Names("/sys/devices/system/cpu").Where(name => name.StartsWith("cpu", StringComparison.Ordinal) && name.Length > 3 && name[3..].All(char.IsAsciiDigit));

    private static double? Number(string? text) => double.TryParse(text?.Trim(), CultureInfo.InvariantCulture, out var number) ? number : null;
}
