using NexusQuantum.Domain.Access;

namespace NexusQuantum.Web.Tests.Access;

/// <summary>
/// Every method of every hub, written down by hand with the permission about the machine that it is called for: a method that is not
/// here fails the tests, and so does one that lets somebody else in. Methods about consoles and shells stand here once for each.
/// </summary>
internal static class HubTable
{
    private const string Methods = """
        MetricsHub.Follow vm.read
        ShellHub.Open:console vm.console
        ShellHub.Open:shell vm.shell
        ShellHub.Input:console vm.console
        ShellHub.Input:shell vm.shell
        ShellHub.Read:console vm.console
        ShellHub.Read:shell vm.shell
        ShellHub.Resize:console vm.console
        ShellHub.Resize:shell vm.shell
        ShellHub.Ack:console vm.console
        ShellHub.Ack:shell vm.shell
        ShellHub.Close:console vm.console
        ShellHub.Close:shell vm.shell
        """;

    /// <summary>In the order in which they are called: who closes a session can no longer read it.</summary>
    public static IReadOnlyList<HubDoor> All { get; } = [.. Methods.Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries).Select(Read)];

    private static HubDoor Read(string line)
    {
        var words = line.Split(' ', '.', ':');
        return new HubDoor(words[0], words[1], words.Length == 5 ? words[2] : null, Permissions.TryParse(string.Join('.', words[^2..]), out var permission) ? permission : throw new FormatException($"'{line}' names no permission."));
    }
}
