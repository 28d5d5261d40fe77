using System.Globalization;
using NexusQuantum.Domain.Preflight;
using static NexusQuantum.Domain.Preflight.CheckLevel;

namespace NexusQuantum.Agent.Preflight.Checks;

/// <summary>Memory, by <c>/proc/meminfo</c> (proc(5)) and the EDAC counters (kernel: Documentation/driver-api/edac.rst).</summary>
internal sealed class MemoryChecks(CheckHost host)
{
    private const double GiB = 1024 * 1024; // in KiB

    /// <summary>A machine sold with 8 GB shows less: firmware and the kernel itself keep a part.</summary>
    private const double Shown = 0.93;

    private static readonly CheckFix More = new("Add memory to the host.");

    public IEnumerable<IPreflightCheck> All =>
    [
        new Check(Info("memory-total", Required, "Memory of the host", "8 GB"), info => AtLeast(info, "MemTotal", 8)),
        new Check(Info("memory-total-good", Recommended, "Memory for production", "32 GB"), info => AtLeast(info, "MemTotal", 32)),
        new Check(Info("memory-available", Required, "Memory for machines", "4 GB"), info => AtLeast(info, "MemAvailable", 4)),
        new Check(Info("memory-available-good", Recommended, "Memory for machines in production", "24 GB"), info => AtLeast(info, "MemAvailable", 24)),
        new Check(Info("memory-ecc", Optional, "Error correction", "ECC memory"), Ecc),
        new Check(Info("memory-swap", Optional, "Swap", "little of it in use"), Swap),
        new Check(Info("memory-huge-pages", Optional, "Huge pages", "transparent huge pages"), HugePages),
    ];

    private static CheckInfo Info(string id, CheckLevel level, string title, string needed) => new(id, CheckSection.Memory.Id, level, title, needed);

    private CheckOutcome AtLeast(CheckInfo info, string key, double gib)
    {
        var found = KiB(key) / GiB;
        var measured = string.Create(CultureInfo.InvariantCulture, $"{found:0.0} GiB");
        return found >= gib * Shown ? CheckOutcome.Pass(measured, $"{info.Title}: {measured}.")
            : CheckOutcome.Miss(info, measured, $"{info.Title}: {measured}; {info.Needed} are needed.", More);
    }

    private CheckOutcome Ecc(CheckInfo info)
        => host.Names("/sys/devices/system/edac/mc").Where(name => name.StartsWith("mc", StringComparison.Ordinal)).ToList() is { Count: > 0 } controllers
            ? CheckOutcome.Pass($"{controllers.Count} controllers", "The memory corrects errors (EDAC counts them).")
            : CheckOutcome.NotApplicable("Nothing here tells whether the memory corrects errors: no EDAC driver is loaded. Virtual machines and boards without ECC have none.");

    private CheckOutcome Swap(CheckInfo info)
    {
        var (total, free) = (KiB("SwapTotal"), KiB("SwapFree"));
        var used = total - free;
        var measured = string.Create(CultureInfo.InvariantCulture, $"{used / GiB:0.0} of {total / GiB:0.0} GiB in use");
        return used <= KiB("MemTotal") / 10 ? CheckOutcome.Pass(measured, $"Swap: {measured}.")
            : CheckOutcome.Miss(info, measured, $"Swap: {measured}. The host is short of memory, and machines will stall.", More);
    }

    private CheckOutcome HugePages(CheckInfo info)
    {
        const string File = "/sys/kernel/mm/transparent_hugepage/enabled";
        if (host.ReadIfThere(File)?.Trim() is not { } text)
        {
            return CheckOutcome.NotApplicable("This kernel has no transparent huge pages.");
        }

        var chosen = text.Split('[', ']') is [_, var word, ..] ? word : text;
        return chosen is "always" or "madvise" ? CheckOutcome.Pass(chosen, $"Transparent huge pages: {chosen}.")
            : CheckOutcome.Miss(info, chosen, $"Transparent huge pages: {chosen}. Machines with much memory run slower.", CheckFix.Of("Let programs that ask for them have them.", $"echo madvise > {File}"));
    }

    private double KiB(string key)
        => host.Lines("/proc/meminfo").FirstOrDefault(line => line.StartsWith(key + ":", StringComparison.Ordinal)) is { } line
            && double.TryParse(line[(key.Length + 1)..].Replace("kB", "", StringComparison.Ordinal).Trim(), CultureInfo.InvariantCulture, out var kib)
                ? kib : throw new UnreadableException("/proc/meminfo", $"it has no line '{key}'");
}
