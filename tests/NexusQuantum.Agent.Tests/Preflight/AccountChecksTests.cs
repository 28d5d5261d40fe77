using NexusQuantum.Domain.Preflight;

namespace NexusQuantum.Agent.Tests.Preflight;

/// <summary>Each check of accounts, SSH and variables: met, missed, and not to be read.</summary>
public sealed class AccountChecksTests
{
    [Fact]
    public async Task The_agent_is_root_or_may_use_KVM()
    {
        await Checked.ComesOutAsync(new RecordedHost(), "account-agent", CheckStatus.Pass, "runs as root");
        await Checked.ComesOutAsync(new RecordedHost { IsRoot = false }.Answers("id -nG", "ada kvm\n"), "account-agent", CheckStatus.Pass, "member of kvm");
        await Checked.ComesOutAsync(new RecordedHost { IsRoot = false }.Answers("id -nG", "ada\n"), "account-agent", CheckStatus.Fail, "no member of kvm");
        await Checked.ComesOutAsync(new RecordedHost { IsRoot = false }, "account-agent", CheckStatus.Fail, "cannot be read");
        await Checked.ComesOutAsync(new RecordedHost { Opens = true }.With("/dev/kvm", ""), "account-kvm-device", CheckStatus.Pass, "read and written");
        await Checked.ComesOutAsync(new RecordedHost().With("/dev/kvm", ""), "account-kvm-device", CheckStatus.Fail, "closed to this account");
        await Checked.ComesOutAsync(new RecordedHost(), "account-kvm-device", CheckStatus.Fail, "not there");
    }

    [Fact]
    public async Task Who_installs_may_use_sudo()
    {
        await Checked.ComesOutAsync(new RecordedHost(), "account-sudo", CheckStatus.NotApplicable, "no other account");
        await Checked.ComesOutAsync(new RecordedHost().Variable("SUDO_USER", "ada"), "account-sudo", CheckStatus.Pass, "came in by sudo");
        await Checked.ComesOutAsync(new RecordedHost { IsRoot = false }.Answers("id -nG", "ada wheel\n"), "account-sudo", CheckStatus.Pass, "may use sudo");
        await Checked.ComesOutAsync(new RecordedHost { IsRoot = false }.Answers("id -nG", "ada\n"), "account-sudo", CheckStatus.Warn, "neither sudo nor wheel");
        await Checked.ComesOutAsync(new RecordedHost { IsRoot = false }, "account-sudo", CheckStatus.Warn, "cannot be read");
    }

    [Theory]
    [InlineData("User ada may run the following commands on web-1:\n    (ALL : ALL) ALL\n", 0, CheckStatus.Pass, "everything by sudo")]
    [InlineData("User ada may run the following commands on web-1:\n    (ALL) NOPASSWD: /usr/bin/systemctl\n    (ALL) NOPASSWD: /usr/sbin/ip, /usr/sbin/iptables\n", 0, CheckStatus.Pass, "systemctl, ip, iptables by sudo")]
    [InlineData("User ada may run the following commands on web-1:\n    (ALL) NOPASSWD: /usr/sbin/ip\n", 0, CheckStatus.Warn, "neither sudo nor wheel")]
    [InlineData("sudo: a password is required\n", 1, CheckStatus.Warn, "neither sudo nor wheel")]
    public Task Rights_count_beside_groups(string told, int code, CheckStatus status, string says)
        => Checked.ComesOutAsync(new RecordedHost { IsRoot = false }.Answers("id -nG", "ada\n").Answers("sudo -n -l", told, code), "account-sudo", status, says);

    [Fact]
    public async Task Log_in_is_by_key_here_and_there()
    {
        const string Authorized = "/root/.ssh/authorized_keys";
        const string Server = "/etc/ssh/sshd_config";
        const string Log = "ssh -o BatchMode=yes -o ConnectTimeout=3 -o StrictHostKeyChecking=accept-new -o UserKnownHostsFile=/dev/null ada@web-2 true";
        await Checked.ComesOutAsync(new RecordedHost().With(Authorized, "ssh-ed25519 AAAA ada\n"), "ssh-keys", CheckStatus.Pass, "by key");
        await Checked.ComesOutAsync(new RecordedHost().With(Authorized, "# none\n"), "ssh-keys", CheckStatus.Warn, "has no key that is good enough");
        await Checked.ComesOutAsync(new RecordedHost().WithDirectory(Authorized), "ssh-keys", CheckStatus.Warn, "cannot be read");
        await Checked.ComesOutAsync(new RecordedHost().With(Server, "PasswordAuthentication yes\n").With(Server + ".d/10.conf", "passwordauthentication no\n"), "ssh-passwords", CheckStatus.Pass, "no passwords");
        await Checked.ComesOutAsync(new RecordedHost().With(Server, "#PasswordAuthentication no\n"), "ssh-passwords", CheckStatus.Warn, "can be guessed");
        await Checked.ComesOutAsync(new RecordedHost(), "ssh-passwords", CheckStatus.NotApplicable, "No SSH server");
        await Checked.ComesOutAsync(new RecordedHost(), "ssh-hosts", CheckStatus.NotApplicable, "--ssh");
        await Checked.ComesOutAsync(new RecordedHost { SshHosts = ["ada@web-2"] }.Answers(Log, ""), "ssh-hosts", CheckStatus.Pass, "all of them");
        await Checked.ComesOutAsync(new RecordedHost { SshHosts = ["ada@web-2"] }.Answers(Log, "", 255, "Permission denied (publickey)."), "ssh-hosts", CheckStatus.Warn, "ada@web-2 (Permission denied");
    }

    [Fact]
    public async Task A_key_of_RSA_is_long_enough()
    {
        static string Key(int bits) => "ssh-rsa " + Convert.ToBase64String([0, 0, 0, 7, .. "ssh-rsa"u8, 0, 0, 0, 3, 1, 0, 1, 0, 0, (byte)((bits / 8 + 1) >> 8), (byte)(bits / 8 + 1), 0, .. Enumerable.Repeat((byte)0xA5, bits / 8)]) + " ada\n";
        RecordedHost With(string line) => new RecordedHost().With("/root/.ssh/authorized_keys", line);
        await Checked.ComesOutAsync(With(Key(2048)), "ssh-keys", CheckStatus.Pass, "by key");
        await Checked.ComesOutAsync(With("restrict " + Key(1024) + "ecdsa-sha2-nistp256 AAAA ada\n"), "ssh-keys", CheckStatus.Pass, "by key");
        await Checked.ComesOutAsync(With(Key(1024)), "ssh-keys", CheckStatus.Warn, "good enough");
        await Checked.ComesOutAsync(With("#" + Key(4096)), "ssh-keys", CheckStatus.Warn, "good enough");
        await Checked.ComesOutAsync(With("ssh-rsa AAAAB3Nz//// ada\nssh-rsa\n"), "ssh-keys", CheckStatus.Warn, "good enough");
    }

    [Fact]
    public async Task The_server_of_SSH_answers_on_its_port()
    {
        const string Server = "/etc/ssh/sshd_config";
        const string Log = "ssh -o BatchMode=yes -o ConnectTimeout=3 -o StrictHostKeyChecking=accept-new -o UserKnownHostsFile=/dev/null -p 2222 ada@web-2 true";
        await Checked.ComesOutAsync(new RecordedHost { Reached = true }.With(Server, "#Port 22\n"), "ssh-server", CheckStatus.Pass, "port 22");
        await Checked.ComesOutAsync(new RecordedHost { Reached = true }.With(Server, "Port 2222\nListenAddress 10.0.1.5\n"), "ssh-server", CheckStatus.Pass, "port 2222");
        await Checked.ComesOutAsync(new RecordedHost().With(Server, "Port 2222\n"), "ssh-server", CheckStatus.Warn, "does not answer on port 2222");
        await Checked.ComesOutAsync(new RecordedHost(), "ssh-server", CheckStatus.Warn, "No SSH server is installed");
        await Checked.ComesOutAsync(new RecordedHost().WithDirectory(Server), "ssh-server", CheckStatus.Warn, "cannot be read");
        await Checked.ComesOutAsync(new RecordedHost { SshHosts = ["ada@web-2:2222"] }.Answers(Log, ""), "ssh-hosts", CheckStatus.Pass, "all of them");
    }

    [Theory]
    [InlineData("AGENT_BIND", "environment-agent-bind")]
    [InlineData("FC_RUN_DIR", "environment-fc-run-dir")]
    [InlineData("FC_BRIDGE", "environment-fc-bridge")]
    [InlineData("MANAGER_BASE", "environment-manager-base")]
    [InlineData("NEXUS_IMAGE_DIR", "environment-nexus-image-dir")]
    public async Task Variables_are_read_as_the_agent_reads_them(string name, string check)
    {
        await Checked.ComesOutAsync(new RecordedHost(), check, CheckStatus.Pass, $"{name} is not set");
        await Checked.ComesOutAsync(new RecordedHost().Variable(name, "well"), check, CheckStatus.Pass, $"{name} is well");
        await Checked.ComesOutAsync(new RecordedHost { Mistakes = [$"{name} is 'odd', which is wrong."] }.Variable(name, "odd"), check, CheckStatus.Fail, "which is wrong");
    }
}
