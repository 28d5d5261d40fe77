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

    [Fact]
    public async Task Log_in_is_by_key_here_and_there()
    {
        const string Authorized = "/root/.ssh/authorized_keys";
        const string Server = "/etc/ssh/sshd_config";
        const string Log = "ssh -o BatchMode=yes -o ConnectTimeout=3 -o StrictHostKeyChecking=accept-new -o UserKnownHostsFile=/dev/null ada@web-2 true";
        await Checked.ComesOutAsync(new RecordedHost().With(Authorized, "ssh-ed25519 AAAA ada\n"), "ssh-keys", CheckStatus.Pass, "by key");
        await Checked.ComesOutAsync(new RecordedHost().With(Authorized, "# none\n"), "ssh-keys", CheckStatus.Warn, "has no key");
        await Checked.ComesOutAsync(new RecordedHost().WithDirectory(Authorized), "ssh-keys", CheckStatus.Warn, "cannot be read");
        await Checked.ComesOutAsync(new RecordedHost().With(Server, "PasswordAuthentication yes\n").With(Server + ".d/10.conf", "passwordauthentication no\n"), "ssh-passwords", CheckStatus.Pass, "no passwords");
        await Checked.ComesOutAsync(new RecordedHost().With(Server, "#PasswordAuthentication no\n"), "ssh-passwords", CheckStatus.Warn, "can be guessed");
        await Checked.ComesOutAsync(new RecordedHost(), "ssh-passwords", CheckStatus.NotApplicable, "No SSH server");
        await Checked.ComesOutAsync(new RecordedHost(), "ssh-hosts", CheckStatus.NotApplicable, "--ssh");
        await Checked.ComesOutAsync(new RecordedHost { SshHosts = ["ada@web-2"] }.Answers(Log, ""), "ssh-hosts", CheckStatus.Pass, "all of them");
        await Checked.ComesOutAsync(new RecordedHost { SshHosts = ["ada@web-2"] }.Answers(Log, "", 255, "Permission denied (publickey)."), "ssh-hosts", CheckStatus.Warn, "ada@web-2 (Permission denied");
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
