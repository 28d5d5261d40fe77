using NexusQuantum.Domain.Preflight;
using static NexusQuantum.Domain.Preflight.CheckLevel;

namespace NexusQuantum.Agent.Preflight.Checks;

/// <summary>Log-in by key: into this host, and from it to those that were named.</summary>
internal sealed class SshChecks(CheckHost host)
{
    private static readonly string[] Kinds = ["ssh-ed25519", "ssh-rsa", "ecdsa-sha2-nistp256", "ecdsa-sha2-nistp384", "ecdsa-sha2-nistp521", "sk-ssh-ed25519@openssh.com"];

    public IEnumerable<IPreflightCheck> All =>
    [
        new Check(Info("ssh-keys", Recommended, "Keys to log in here", "an Ed25519, ECDSA or RSA key"), Keys),
        new Check(Info("ssh-passwords", Recommended, "Log-in by password", "off"), Passwords),
        new Check(Info("ssh-hosts", Recommended, "Log-in to the other hosts", "by key"), HostsAsync) { Patience = TimeSpan.FromSeconds(30) },
    ];

    private string Home => host.Settings.Variable("HOME") ?? "/root";

    private static CheckInfo Info(string id, CheckLevel level, string title, string needed) => new(id, CheckSection.Ssh.Id, level, title, needed);

    private CheckOutcome Keys(CheckInfo info)
    {
        var keys = (host.ReadIfThere(Home + "/.ssh/authorized_keys") ?? "").Split('\n').Where(line => line.Split(' ').Any(Kinds.Contains)).ToList();
        return keys.Count > 0 ? CheckOutcome.Pass($"{keys.Count} {(keys.Count == 1 ? "key" : "keys")}", "One can log in to this account by key.")
            : CheckOutcome.Miss(info, "none", $"{Home}/.ssh/authorized_keys has no key: nobody can log in to this account by key.", CheckFix.Of("On the workstation, make a key and put it here.", "ssh-keygen -t ed25519", "ssh-copy-id USER@THIS-HOST"));
    }

    private CheckOutcome Passwords(CheckInfo info)
    {
        const string Settings = "/etc/ssh/sshd_config";
        if (!host.Exists(Settings))
        {
            return CheckOutcome.NotApplicable("No SSH server is installed here.");
        }

        // The first word on a subject counts (sshd_config(5)), and what is included stands first on these distributions.
        var lines = host.Names(Settings + ".d").Select(name => $"{Settings}.d/{name}").Append(Settings).SelectMany(host.Lines).Select(line => line.Trim().Split((char[])[' ', '\t'], StringSplitOptions.RemoveEmptyEntries));
        var word = lines.Where(words => words.Length > 1 && words[0].Equals("PasswordAuthentication", StringComparison.OrdinalIgnoreCase)).Select(words => words[1]).FirstOrDefault() ?? "yes";
        return word.Equals("no", StringComparison.OrdinalIgnoreCase) ? CheckOutcome.Pass("off", "SSH takes no passwords.")
            : CheckOutcome.Miss(info, "on", "SSH takes passwords, which can be guessed.", CheckFix.Of("When log-in by key works, switch passwords off.", "echo 'PasswordAuthentication no' | sudo tee /etc/ssh/sshd_config.d/10-nexus.conf", "sudo systemctl reload ssh || sudo systemctl reload sshd"));
    }

    private async Task<CheckOutcome> HostsAsync(CheckInfo info, CancellationToken cancellationToken)
    {
        if (host.Settings.SshHosts.Count == 0)
        {
            return CheckOutcome.NotApplicable("No host was named; --ssh USER@HOST tries one.");
        }

        var refused = new List<string>();
        foreach (var other in host.Settings.SshHosts)
        {
            // A check keeps nothing: also not the key of a host that it saw for the first time.
            var tried = await host.System.RunAsync(["ssh", "-o", "BatchMode=yes", "-o", "ConnectTimeout=3", "-o", "StrictHostKeyChecking=accept-new", "-o", "UserKnownHostsFile=/dev/null", other, "true"], cancellationToken);
            if (!tried.Ok)
            {
                refused.Add($"{other} ({tried.Complaint})");
            }
        }

        return refused.Count == 0 ? CheckOutcome.Pass(string.Join(", ", host.Settings.SshHosts), "One can log in to all of them by key.")
            : CheckOutcome.Miss(info, $"{refused.Count} of {host.Settings.SshHosts.Count} refuse", $"No log-in by key to {string.Join(", ", refused)}.", CheckFix.Of("Put this account's key there.", [.. refused.Select(text => $"ssh-copy-id {text.Split(' ')[0]}")]));
    }
}
