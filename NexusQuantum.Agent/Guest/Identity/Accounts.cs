using System.Globalization;
using System.Text;
using NexusQuantum.Agent.Guest.Crypto;
using NexusQuantum.Agent.Guest.Linux;

namespace NexusQuantum.Agent.Guest.Identity;

/// <summary>
/// Accounts in /etc/passwd, /etc/group and /etc/shadow, written by ourselves (passwd(5), group(5), shadow(5)): a busybox image has
/// no chpasswd, and the password then passes through no other program. Files are replaced whole, by rename.
/// </summary>
internal sealed class Accounts(string root)
{
    private const int LongestName = 32;
    private const int LongestPassword = 512;
    private const uint FirstUser = 1000;
    private const uint LastUser = 59999;
    private const long DayTicks = TimeSpan.TicksPerDay;

    private static readonly string[] AdministratorGroups = ["sudo", "wheel"];

    public static Accounts System { get; } = new(string.Empty);

    /// <summary>The account of that name; null when there is none.</summary>
    public Account? Find(string name)
        => Lines("passwd").Select(Account.Parse).FirstOrDefault(account => account?.Name == name);

    /// <summary>Every group the account is in.</summary>
    public IReadOnlyList<uint> Groups(Account account)
    {
        List<uint> groups = [account.Gid];
        foreach (var line in Lines("group"))
        {
            var parts = line.Split(':');
            if (parts.Length == 4
                && uint.TryParse(parts[2], NumberStyles.None, CultureInfo.InvariantCulture, out var gid)
                && parts[3].Split(',').Contains(account.Name, StringComparer.Ordinal))
            {
                groups.Add(gid);
            }
        }

        return groups;
    }

    /// <summary>The account, made if need be; root's for null.</summary>
    public Account Ensure(string? name)
    {
        if (name is null or "root")
        {
            return Find("root") ?? Account.Root;
        }

        if (!IsName(name))
        {
            throw new FormatException("not an account name: a-z, 0-9, _ and -, at most 32");
        }

        if (Find(name) is { } existing)
        {
            return existing;
        }

        var uid = FreeId();
        var shell = File.Exists(root + "/bin/bash") ? "/bin/bash" : "/bin/sh";
        var account = new Account(name, uid, uid, "/home/" + name, shell);

        // The line in passwd comes last: an account is there when its group and its (locked) password are.
        Rewrite("group", [.. Lines("group").Select(line => Join(line, name)), $"{name}:x:{uid}:"], 0x1A4);
        Rewrite("shadow", [.. Lines("shadow"), $"{name}:!:{Today()}:0:99999:7:::"], 0x180);
        Rewrite("passwd", [.. Lines("passwd"), $"{name}:x:{uid}:{uid}::{account.Home}:{shell}"], 0x1A4);
        Home.Make(root, account);
        return account;
    }

    /// <summary>Sets its password.</summary>
    public void SetPassword(Account account, string password)
    {
        if (password.Length is 0 or > LongestPassword || password.AsSpan().ContainsAny('\0', '\n', '\r'))
        {
            throw new FormatException("a password has 1 to 512 characters and no line end");
        }

        var hash = Sha512Crypt.Hash(Encoding.UTF8.GetBytes(password), Sha512Crypt.NewSalt());
        var fresh = $"{account.Name}:{hash}:{Today()}:0:99999:7:::";
        var lines = Lines("shadow").ToList();
        var at = lines.FindIndex(line => line.StartsWith(account.Name + ":", StringComparison.Ordinal));
        if (at >= 0)
        {
            lines[at] = fresh;
        }
        else
        {
            lines.Add(fresh);
        }

        Rewrite("shadow", lines, 0x180);
    }

    internal static bool IsName(string name)
        => name.Length is > 0 and <= LongestName
            && (char.IsAsciiLetterLower(name[0]) || name[0] == '_')
            && name.All(static c => char.IsAsciiLetterLower(c) || char.IsAsciiDigit(c) || c is '_' or '-');

    private static long Today() => TimeProvider.System.GetUtcNow().Subtract(DateTimeOffset.UnixEpoch).Ticks / DayTicks;

    private static string Join(string line, string name)
    {
        var parts = line.Split(':');
        return parts.Length == 4 && AdministratorGroups.Contains(parts[0], StringComparer.Ordinal)
            ? line + (parts[3].Length == 0 ? string.Empty : ",") + name
            : line;
    }

    private uint FreeId()
    {
        var taken = Lines("passwd").Concat(Lines("group"))
            .Select(static line => line.Split(':'))
            .Where(static parts => parts.Length > 2)
            .Select(static parts => uint.TryParse(parts[2], NumberStyles.None, CultureInfo.InvariantCulture, out var id) ? id : 0)
            .ToHashSet();
        for (var id = FirstUser; id <= LastUser; id++)
        {
            if (!taken.Contains(id))
            {
                return id;
            }
        }

        throw new InvalidOperationException("no user id is free");
    }

    private IEnumerable<string> Lines(string file)
    {
        var path = $"{root}/etc/{file}";
        return File.Exists(path) ? File.ReadAllLines(path).Where(static line => line.Length > 0) : [];
    }

    private void Rewrite(string file, IEnumerable<string> lines, uint mode)
    {
        var path = $"{root}/etc/{file}";
        var text = string.Join('\n', lines) + "\n";
        WholeFile.Replace(path, Encoding.UTF8.GetBytes(text), mode);
    }
}
