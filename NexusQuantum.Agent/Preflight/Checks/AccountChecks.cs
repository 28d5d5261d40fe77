using NexusQuantum.Domain.Preflight;
using static NexusQuantum.Domain.Preflight.CheckLevel;

namespace NexusQuantum.Agent.Preflight.Checks;

/// <summary>Who the agent runs as, and what that account may do.</summary>
internal sealed class AccountChecks(CheckHost host)
{
    private const string Device = "/dev/kvm";

    /// <summary>Of the document's list; it has docker too, for hosts with containers.</summary>
    private static readonly string[] Commands = ["systemctl", "ip", "iptables"];

    public IEnumerable<IPreflightCheck> All =>
    [
        new Check(Info("account-agent", Required, "Account of the agent", "root, or a member of kvm"), AgentAsync),
        new Check(Info("account-kvm-device", Required, "/dev/kvm", "can be read and written"), Kvm),
        new Check(Info("account-sudo", Recommended, "Account of the installation", "may use sudo"), SudoAsync),
    ];

    private static CheckInfo Info(string id, CheckLevel level, string title, string needed) => new(id, CheckSection.Accounts.Id, level, title, needed);

    private async Task<CheckOutcome> AgentAsync(CheckInfo info, CancellationToken cancellationToken)
    {
        if (host.Settings.IsRoot)
        {
            return CheckOutcome.Pass("root", "This runs as root.");
        }

        var groups = (await host.AskAsync(["id", "-nG"], cancellationToken)).Trim();
        return groups.Split(' ').Contains("kvm") ? CheckOutcome.Pass(groups, "This account is a member of kvm; without root, machines have user-mode networking.")
            : CheckOutcome.Miss(info, groups, "This account is not root and no member of kvm.", CheckFix.Of("Make it a member, and sign in anew.", "sudo usermod -aG kvm $USER"));
    }

    private CheckOutcome Kvm(CheckInfo info)
        => !host.Exists(Device) ? CheckOutcome.Miss(info, "not there", "/dev/kvm is not there.", CheckFix.Of("Load KVM; when that fails, switch virtualization on in the firmware.", "sudo modprobe kvm_intel || sudo modprobe kvm_amd"))
            : host.System.Writes(Device) ? CheckOutcome.Pass("read and write", "/dev/kvm can be read and written.")
            : CheckOutcome.Miss(info, "closed", "/dev/kvm is closed to this account.", CheckFix.Of("Open it to the group kvm, and be a member.", "sudo chgrp kvm /dev/kvm && sudo chmod 660 /dev/kvm", "sudo usermod -aG kvm $USER"));

    private async Task<CheckOutcome> SudoAsync(CheckInfo info, CancellationToken cancellationToken)
    {
        if (host.Settings.IsRoot && host.Settings.Variable("SUDO_USER") is not { Length: > 0 })
        {
            return CheckOutcome.NotApplicable("This runs as root without sudo: there is no other account to look at.");
        }

        if (host.Settings.IsRoot)
        {
            return CheckOutcome.Pass(host.Settings.Variable("SUDO_USER") ?? "", "This came in by sudo.");
        }

        var groups = (await host.AskAsync(["id", "-nG"], cancellationToken)).Trim();
        return groups.Split(' ').Any(group => group is "sudo" or "wheel" or "admin") ? CheckOutcome.Pass(groups, "This account may use sudo.")
            : await RightsAsync(cancellationToken) is { } rights ? rights
            : CheckOutcome.Miss(info, groups, "This account is a member of neither sudo nor wheel.", new CheckFix("Let an administrator make it a member.") { Debian = ["sudo usermod -aG sudo USER"], RedHat = ["sudo usermod -aG wheel USER"] });
    }

    /// <summary>What sudoers(5) gives this account without asking: all, or the commands that the document names; null for less, or where sudo would ask. The question itself stands in sudo's log.</summary>
    private async Task<CheckOutcome?> RightsAsync(CancellationToken cancellationToken)
    {
        var told = await host.System.RunAsync(["sudo", "-n", "-l"], cancellationToken);
        var rights = told.Ok ? told.Output.Split('\n').Where(line => line.Contains('(', StringComparison.Ordinal)).Select(line => line.Trim()).ToList() : [];
        var words = rights.SelectMany(line => line.Split(' ', ',')).Select(Path.GetFileName).ToHashSet(StringComparer.Ordinal);
        return rights.Exists(line => line.EndsWith(" ALL", StringComparison.Ordinal)) ? CheckOutcome.Pass("ALL", "This account may do everything by sudo.")
            : Commands.All(words.Contains) ? CheckOutcome.Pass(string.Join(", ", Commands), $"This account may use {string.Join(", ", Commands)} by sudo: enough to look after what runs. The installer itself wants all rights.")
            : null;
    }
}
