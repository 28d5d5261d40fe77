using System.Globalization;
using NexusQuantum.Domain.Preflight;
using static NexusQuantum.Domain.Preflight.CheckLevel;

namespace NexusQuantum.Agent.Preflight.Checks;

/// <summary>Log-in by key: into this host, and from it to those that were named.</summary>
internal sealed class SshChecks(CheckHost host)
{
    private const string Start = "sudo systemctl enable --now ";

    public IEnumerable<IPreflightCheck> All =>
    [
        new Check(Info("ssh-server", Recommended, "SSH server", "answers on port 22, or its own"), ServerAsync),
        new Check(Info("ssh-keys", Recommended, "Keys to log in here", "an Ed25519, ECDSA or RSA key, RSA from 2048 bits"), Keys),
        new Check(Info("ssh-passwords", Recommended, "Log-in by password", "off"), Passwords),
        new Check(Info("ssh-hosts", Recommended, "Log-in to the other hosts", "by key"), HostsAsync) { Patience = TimeSpan.FromSeconds(30) },
    ];

    private string Home => host.Settings.Variable("HOME") ?? "/root";

    private static CheckInfo Info(string id, CheckLevel level, string title, string needed) => new(id, CheckSection.Ssh.Id, level, title, needed);

    /// <summary>Asked from this host itself: what its firewall lets in is another check.</summary>
    private async Task<CheckOutcome> ServerAsync(CheckInfo info, CancellationToken cancellationToken)
    {
        if (!SshServer.IsThere(host))
        {
            return CheckOutcome.Miss(info, "none", "No SSH server is installed here: nobody can log in from the workstation.", new CheckFix("Install one.")
            {
                Debian = ["sudo apt-get install -y openssh-server"],
                RedHat = ["sudo dnf install -y openssh-server", Start + "sshd"],
            });
        }

        var port = SshServer.Port(host);
        var measured = string.Create(CultureInfo.InvariantCulture, $"port {port}");
        return await host.System.ReachesAsync(SshServer.Address(host), port, cancellationToken) ? CheckOutcome.Pass(measured, $"The SSH server answers on {measured}.")
            : CheckOutcome.Miss(info, measured + " silent", $"The SSH server does not answer on {measured}.", new CheckFix("Start it.") { Debian = [Start + "ssh"], RedHat = [Start + "sshd"] });
    }

    private CheckOutcome Keys(CheckInfo info)
    {
        var keys = (host.ReadIfThere(Home + "/.ssh/authorized_keys") ?? "").Split('\n').Count(SshKey.IsGood);
        return keys > 0 ? CheckOutcome.Pass(keys == 1 ? "1 key" : string.Create(CultureInfo.InvariantCulture, $"{keys} keys"), "One can log in to this account by key.")
            : CheckOutcome.Miss(info, "none", $"{Home}/.ssh/authorized_keys has no key that is good enough: nobody can log in to this account by one.", CheckFix.Of("On the workstation, make a key and put it here.", "ssh-keygen -t ed25519 -C nexus-quantum-install", "ssh-copy-id -i ~/.ssh/id_ed25519.pub USER@THIS-HOST"));
    }

    private CheckOutcome Passwords(CheckInfo info)
        => !SshServer.IsThere(host) ? CheckOutcome.NotApplicable("No SSH server is installed here.")
            : (SshServer.Word(host, "PasswordAuthentication") ?? "yes").Equals("no", StringComparison.OrdinalIgnoreCase) ? CheckOutcome.Pass("off", "SSH takes no passwords.")
            : CheckOutcome.Miss(info, "on", "SSH takes passwords, which can be guessed.", CheckFix.Of("When log-in by key works, switch passwords off.", "echo 'PasswordAuthentication no' | sudo tee /etc/ssh/sshd_config.d/10-nexus.conf", "sudo systemctl reload ssh || sudo systemctl reload sshd"));

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
            var tried = await host.System.RunAsync(["ssh", "-o", "BatchMode=yes", "-o", "ConnectTimeout=3", "-o", "StrictHostKeyChecking=accept-new", "-o", "UserKnownHostsFile=/dev/null", .. Place(other), "true"], cancellationToken);
            if (!tried.Ok)
            {
                refused.Add($"{other} ({tried.Complaint})");
            }
        }

        return refused.Count == 0 ? CheckOutcome.Pass(string.Join(", ", host.Settings.SshHosts), "One can log in to all of them by key.")
            : CheckOutcome.Miss(info, $"{refused.Count} of {host.Settings.SshHosts.Count} refuse", $"No log-in by key to {string.Join(", ", refused)}.", CheckFix.Of("Put this account's key there.", [.. refused.Select(text => $"ssh-copy-id {text.Split(' ')[0]}")]));
    }

    /// <summary>USER@HOST:PORT, as ssh takes it. An address of IPv6 has more colons and no port.</summary>
    private static string[] Place(string other) => other.Split(':') is [var name, var port] && port.Length > 0 && port.All(char.IsAsciiDigit) ? ["-p", port, name] : [other];
}
