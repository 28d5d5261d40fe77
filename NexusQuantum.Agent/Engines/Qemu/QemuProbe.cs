using System.Collections.Immutable;
using System.Text.RegularExpressions;
using NexusQuantum.Agent.Linux;
using NexusQuantum.Domain.Engines;
using NexusQuantum.Domain.Errors;

namespace NexusQuantum.Agent.Engines.Qemu;

/// <summary>Finds QEMU and asks it what it is: version, machines, system call filter.</summary>
internal static partial class QemuProbe
{
    private static readonly TimeSpan Deadline = TimeSpan.FromSeconds(10);

    public static async Task<Result<QemuFacts>> RunAsync(CancellationToken cancellationToken)
    {
        // Red Hat's package installs it under another name and place, without microvm.
        if ((ChildProcess.Find("qemu-system-x86_64") ?? ChildProcess.Find("/usr/libexec/qemu-kvm")) is not { } binary)
        {
            return new Error(ErrorKind.Unsupported, "qemu-missing", "QEMU (qemu-system-x86_64) is not installed on this host.")
            {
                Fix = "apt-get install qemu-system-x86 qemu-utils   (Rocky Linux: dnf install qemu-kvm qemu-img)",
            };
        }

        var version = await ChildProcess.RunAsync([binary, "--version"], Deadline, null, cancellationToken);
        var machines = await ChildProcess.RunAsync([binary, "-M", "help"], Deadline, null, cancellationToken);
        if (!version.Ok || !machines.Ok)
        {
            return new Error(ErrorKind.Unsupported, "qemu-broken", $"QEMU does not run on this host: {(version.Ok ? machines : version).Complaint}")
            {
                Fix = "Reinstall the distribution's QEMU package.",
            };
        }

        var profiles = ReadProfiles(machines.Output);
        if (profiles.IsEmpty)
        {
            return new Error(ErrorKind.Unsupported, "qemu-machines", "This QEMU has neither the microvm nor the q35 machine.")
            {
                Fix = "Install the distribution's full QEMU package for x86.",
            };
        }

        var sandbox = await ChildProcess.RunAsync([binary, "-sandbox", "on", "-M", "help"], Deadline, null, cancellationToken);
        var options = profiles.Contains(MachineProfile.Standard)
            ? await ChildProcess.RunAsync([binary, "-M", "q35,help"], Deadline, null, cancellationToken)
            : null;
        var choice = await AcceleratorProbe.RunAsync(cancellationToken);
        return new QemuFacts
        {
            Binary = binary,
            Version = ReadVersion(version.Output),
            Profiles = profiles,
            Accelerator = choice.Accelerator,
            AcceleratorReason = choice.Reason,
            KvmGroup = choice.Group,
            Sandbox = sandbox.Ok,
            StandardOptions = ReadOptions(options?.Output ?? string.Empty),
            TscKhz = choice.Accelerator == Accelerator.Tcg ? await TscFrequency.MeasureKhzAsync(cancellationToken) : null,
        };
    }

    public static string ReadVersion(string output)
        => VersionPattern().Match(output) is { Success: true } match ? match.Groups["number"].Value : "unknown";

    /// <summary>The profiles the machine list allows, best first.</summary>
    public static ImmutableArray<MachineProfile> ReadProfiles(string output)
    {
        var machines = output.Split('\n').Select(line => line.Split(' ')[0]).ToHashSet(StringComparer.Ordinal);
        var profiles = ImmutableArray.CreateBuilder<MachineProfile>();
        if (machines.Contains("microvm"))
        {
            profiles.Add(MachineProfile.Microvm);
        }

        if (machines.Contains("q35"))
        {
            profiles.Add(MachineProfile.Standard);
        }

        return profiles.ToImmutable();
    }

    public static ImmutableHashSet<string> ReadOptions(string output)
        => [.. output.Split('\n').Where(line => line.StartsWith("  ", StringComparison.Ordinal)).Select(line => line.Trim().Split('=')[0])];

    [GeneratedRegex(@"version (?<number>\d+(\.\d+)*)", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex VersionPattern();
}
