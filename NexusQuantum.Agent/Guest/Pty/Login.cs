using NexusQuantum.Agent.Guest.Identity;
using NexusQuantum.Agent.Guest.Linux;

namespace NexusQuantum.Agent.Guest.Pty;

/// <summary>
/// How a login shell starts. root's is started directly. posix_spawn cannot change the user, so another account's goes through our
/// own binary (<c>nexus-guest login NAME</c>), which gives up root and becomes the shell: no su, no PAM, the same on every image.
/// </summary>
internal static class Login
{
    public const string Command = "login";

    public static SpawnPlan Plan(Account account, string terminal)
    {
        var shell = Usable(account.Shell);
        return account.Uid == 0
            ? new SpawnPlan
            {
                Path = shell,
                Argv = ["-" + Path.GetFileName(shell)],
                Environment = Environment(account, shell),
                Directory = Directory.Exists(account.Home) ? account.Home : "/",
                Terminal = terminal,
            }
            : new SpawnPlan
            {
                Path = "/proc/self/exe",
                Argv = ["nexus-guest", Command, account.Name],
                Environment = [],
                Terminal = terminal,
            };
    }

    /// <summary>Becomes the login shell of an account; returns only when that fails, with the exit code.</summary>
    public static unsafe int Become(Account account, IReadOnlyList<uint> groups)
    {
        var shell = Usable(account.Shell);
        var ids = groups.ToArray();
        fixed (uint* first = ids)
        {
            if (Libc.SetGroups((nuint)ids.Length, first) < 0 || Libc.SetGroup(account.Gid) < 0 || Libc.SetUser(account.Uid) < 0)
            {
                return 126;
            }
        }

        if (Libc.ChangeDirectory(account.Home) < 0)
        {
            _ = Libc.ChangeDirectory("/");
        }

        using var path = new NativeStrings([shell]);
        using var argv = new NativeStrings(["-" + Path.GetFileName(shell)]);
        using var environment = new NativeStrings(Environment(account, shell));
        // The runtime ignores SIGPIPE, and what is ignored stays so over execve.
        _ = Libc.DefaultSignal(Const.SignalPipe, 0);
        _ = Libc.Execute(path.Pointer[0], argv.Pointer, environment.Pointer);
        return 127;
    }

    private static string Usable(string shell) => File.Exists(shell) ? shell : "/bin/sh";

    private static string[] Environment(Account account, string shell) =>
    [
        "TERM=xterm-256color",
        "LANG=C.UTF-8",
        "PATH=" + (account.Uid == 0 ? Programs.RootPath : Programs.UserPath),
        "HOME=" + account.Home,
        "USER=" + account.Name,
        "LOGNAME=" + account.Name,
        "SHELL=" + shell,
    ];
}
