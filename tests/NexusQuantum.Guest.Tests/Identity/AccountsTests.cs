using NexusQuantum.Agent.Guest.Identity;

namespace NexusQuantum.Guest.Tests.Identity;

/// <summary>Account files below a directory of the test's own.</summary>
public sealed class AccountsTests : IDisposable
{
    private readonly string _root = Directory.CreateTempSubdirectory("nq-guest-").FullName;
    private readonly Accounts _accounts;

    public AccountsTests()
    {
        Directory.CreateDirectory(_root + "/etc");
        File.WriteAllText(_root + "/etc/passwd", "root:x:0:0:root:/root:/bin/sh\nbroken line\nold:x:1000:1000::/home/old:/bin/sh\n");
        File.WriteAllText(_root + "/etc/group", "root:x:0:\nsudo:x:27:old\nwheel:x:10:\nold:x:1000:\nother:x:1001:\n");
        File.WriteAllText(_root + "/etc/shadow", "root:*:19000:0:99999:7:::\nold:!:1:0:99999:7:::\n");
        _accounts = new Accounts(_root);
    }

    [Fact]
    public void A_new_account_has_a_free_number_a_home_no_password_and_may_administrate()
    {
        var account = _accounts.Ensure("alice");
        Assert.Equal((1002u, 1002u, "/home/alice", "/bin/sh"), (account.Uid, account.Gid, account.Home, account.Shell));
        Assert.Contains("alice:!:", Read("shadow"), StringComparison.Ordinal);
        Assert.Contains("sudo:x:27:old,alice", Read("group"), StringComparison.Ordinal);
        Assert.Contains("wheel:x:10:alice", Read("group"), StringComparison.Ordinal);
        Assert.Equal([1002u, 27u, 10u], _accounts.Groups(account));
        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute, File.GetUnixFileMode(_root + "/home/alice"));
        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(_root + "/etc/shadow"));
        Assert.Contains("broken line", Read("passwd"), StringComparison.Ordinal);
    }

    [Fact]
    public void Asking_again_changes_nothing()
    {
        _accounts.Ensure("alice");
        var before = Read("passwd") + Read("shadow") + Read("group");
        Assert.Equal(_accounts.Ensure("alice"), _accounts.Find("alice"));
        Assert.Equal(before, Read("passwd") + Read("shadow") + Read("group"));
        Assert.Equal("old", _accounts.Ensure("old").Name);
        Assert.Equal(0u, _accounts.Ensure(null).Uid);
    }

    [Fact]
    public void A_password_replaces_the_one_before()
    {
        var alice = _accounts.Ensure("alice");
        _accounts.SetPassword(alice, "one:two $6$");
        _accounts.SetPassword(alice, "three");
        _accounts.SetPassword(_accounts.Ensure(null), "four");
        var lines = Read("shadow").Split('\n', StringSplitOptions.RemoveEmptyEntries);
        Assert.Equal(3, lines.Length);
        Assert.StartsWith("root:$6$", lines[0], StringComparison.Ordinal);
        Assert.StartsWith("alice:$6$", lines[2], StringComparison.Ordinal);
        Assert.All(lines, line => Assert.Equal(9, line.Split(':').Length));
    }

    [Theory]
    [InlineData("")]
    [InlineData("a:b")]
    [InlineData("a\nroot2:x:0:0::/:/bin/sh")]
    [InlineData("../x")]
    [InlineData("Alice")]
    [InlineData("1st")]
    [InlineData("-rf")]
    [InlineData("a b")]
    [InlineData("aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa")]
    public void A_name_that_is_none_is_refused(string name) => Assert.Throws<FormatException>(() => _accounts.Ensure(name));

    [Theory]
    [InlineData("")]
    [InlineData("a\nb:c")]
    [InlineData("a\0b")]
    public void A_password_that_would_break_the_file_is_refused(string password)
        => Assert.Throws<FormatException>(() => _accounts.SetPassword(Account.Root, password));

    [Theory]
    [InlineData("ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIGxW9 a@b", true)]
    [InlineData("ecdsa-sha2-nistp256 AAAAE2Vj", true)]
    [InlineData("sk-ssh-ed25519@openssh.com AAAAGnNr a comment here", true)]
    [InlineData("command=\"id\" ssh-rsa AAAA", false)]
    [InlineData("ssh-rsa AAAA\nssh-rsa BBBB", false)]
    [InlineData("ssh-rsa", false)]
    [InlineData("ssh-rsa $(id)", false)]
    [InlineData("", false)]
    public void Only_plain_public_keys_are_keys(string key, bool good) => Assert.Equal(good, AuthorizedKeys.IsKey(key));

    [Fact]
    public void Missing_keys_are_added_once()
    {
        Assert.Equal("ssh-rsa AAAA a\n", AuthorizedKeys.Missing("", ["ssh-rsa AAAA a", " ssh-rsa AAAA a "]));
        Assert.Equal("\nssh-rsa AAAAB\n", AuthorizedKeys.Missing("ssh-rsa AAAA", ["ssh-rsa AAAA", "ssh-rsa AAAAB"]));
        Assert.Equal("", AuthorizedKeys.Missing("ssh-rsa AAAA\n", ["ssh-rsa AAAA"]));
    }

    [Fact]
    public void Keys_are_never_written_through_a_link_the_owner_laid()
    {
        var home = _root + "/home/alice";
        var target = Directory.CreateDirectory(_root + "/target").FullName;
        Directory.CreateDirectory(home);
        var alice = new Account("alice", 0, 0, home, "/bin/sh");
        Directory.CreateSymbolicLink(home + "/.ssh", target);
        Assert.ThrowsAny<IOException>(() => AuthorizedKeys.Add(alice, ["ssh-rsa AAAA"]));
        File.Delete(home + "/.ssh");
        Directory.CreateDirectory(home + "/.ssh");
        File.CreateSymbolicLink(home + "/.ssh/authorized_keys", target + "/file");
        Assert.ThrowsAny<IOException>(() => AuthorizedKeys.Add(alice, ["ssh-rsa AAAA"]));
        Assert.Empty(Directory.GetFileSystemEntries(target));

        File.Delete(home + "/.ssh/authorized_keys");
        AuthorizedKeys.Add(alice, ["ssh-rsa AAAA"]);
        AuthorizedKeys.Add(alice, ["ssh-rsa AAAA", "ssh-rsa AAAAB"]);
        Assert.Equal("ssh-rsa AAAA\nssh-rsa AAAAB\n", File.ReadAllText(home + "/.ssh/authorized_keys"));
    }

    [Theory]
    [InlineData("web-1", true)]
    [InlineData("a.b", true)]
    [InlineData("-a", false)]
    [InlineData("a b", false)]
    [InlineData("A", false)]
    [InlineData("", false)]
    [InlineData("a\n127.0.0.1 evil", false)]
    public void Host_names_are_labels(string name, bool good) => Assert.Equal(good, HostIdentity.IsName(name));

    public void Dispose() => Directory.Delete(_root, recursive: true);

    private string Read(string file) => File.ReadAllText($"{_root}/etc/{file}");
}
