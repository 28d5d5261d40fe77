using System.Globalization;
using NexusQuantum.Agent.Linux;
using NexusQuantum.Domain.Engines;
using NexusQuantum.Domain.Serialization;

namespace NexusQuantum.Agent.Engines.Qemu;

/// <summary>
/// Decides between KVM and TCG by running a tiny guest in a child process. A device that opens proves nothing: some hosts emulate
/// KVM's instructions thousands of times slower than the processor.
/// </summary>
internal static class AcceleratorProbe
{
    /// <summary>The loop takes 0.005 ms natively and 26 ms and more where KVM crawls.</summary>
    public const double UsableMilliseconds = 5;

    public static readonly TimeSpan Deadline = TimeSpan.FromSeconds(2);

    private const string Instead = "so VMs run under TCG (translated, slower).";

    public static async Task<AcceleratorChoice> RunAsync(CancellationToken cancellationToken)
    {
        var child = await ChildProcess.RunAsync([.. SelfCommand.Prefix, KvmProbeCommand.Name], Deadline, null, cancellationToken);
        return WithAccess(Judge(child));
    }

    /// <summary>What the probe's output means, in a sentence for people.</summary>
    public static AcceleratorChoice Judge(ChildResult child)
    {
        if (child.TimedOut)
        {
            return Tcg($"/dev/kvm opens, but a guest of 20,000 loop iterations did not end within {Deadline.TotalSeconds} s, {Instead}");
        }

        var line = SafeText.Clean(child.Output.Split('\n')[0]);
        var words = line.Split(' ', 3);
        switch (words[0])
        {
            case "missing":
                return Tcg($"/dev/kvm is missing (no virtualization in this processor or its firmware, or the kvm module is not loaded), {Instead}");
            case "denied":
                return Tcg($"/dev/kvm cannot be opened ({line["denied ".Length..]}), {Instead}");
            case "failed" when words.Length > 2:
                return Tcg($"/dev/kvm opens, but its probe guest failed at {words[1]} ({words[2]}), {Instead}");
            case "ran" when words.Length > 1 && double.TryParse(words[1], CultureInfo.InvariantCulture, out var took):
                return took < UsableMilliseconds
                    ? new AcceleratorChoice(Accelerator.Kvm, string.Create(CultureInfo.InvariantCulture, $"/dev/kvm works: its probe guest ran 20,000 loop iterations in {took:0.###} ms."))
                    : Tcg(string.Create(CultureInfo.InvariantCulture, $"/dev/kvm opens, but 20,000 loop iterations took {took:0} ms where under {UsableMilliseconds:0} ms is needed, {Instead}"));
            default:
                return Tcg($"/dev/kvm could not be probed ({child.Complaint}), {Instead}");
        }
    }

    /// <summary>VMs do not run as root: what serves the agent must also be open to their accounts.</summary>
    private static AcceleratorChoice WithAccess(AcceleratorChoice choice)
    {
        if (choice.Accelerator != Accelerator.Kvm || !HostReadings.IsRoot)
        {
            return choice;
        }

        return DeviceAccess.Of("/dev/kvm") switch
        {
            { Others: true } => choice,
            { Group: > 0 and var group } => choice with { Group = group },
            _ => Tcg($"/dev/kvm works, but only root may open it and VMs never run as root, {Instead} Fix: chgrp kvm /dev/kvm; chmod 660 /dev/kvm."),
        };
    }

    private static AcceleratorChoice Tcg(string reason) => new(Accelerator.Tcg, reason);
}
