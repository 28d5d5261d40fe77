using System.Diagnostics;

namespace NexusQuantum.Guest.Tests;

/// <summary>
/// A network namespace for one test, all its threads and everything it calls: the test runs once more, alone in a process that unshare(1)
/// started, and what that says counts.
/// </summary>
internal static class OwnNetwork
{
    private const string Mark = "NEXUS_TEST_OWN_NETWORK";

    public static async Task RunAsync(Func<Task> test)
    {
        Assert.SkipUnless(Environment.IsPrivilegedProcess, "Making a network namespace needs root.");
        if (Environment.GetEnvironmentVariable(Mark) is not null)
        {
            await ShellAsync("ip", "link", "set", "lo", "up");
            await test();
            return;
        }

        var method = TestContext.Current.TestMethod!; // a test calls us
        var program = Environment.ProcessPath!; // tests are programs
        var said = await ShellAsync("unshare", "-n", "env", Mark + "=1", program, "-noColor", "-method", $"{method.TestClass.TestClassName}.{method.MethodName}");
        Assert.Contains("Total: 1, Errors: 0, Failed: 0, Skipped: 0", said, StringComparison.Ordinal);
    }

    /// <summary>Runs a program and returns what it wrote.</summary>
    public static async Task<string> ShellAsync(string program, params string[] arguments)
    {
        var start = new ProcessStartInfo(program, arguments) { RedirectStandardError = true, RedirectStandardOutput = true, UseShellExecute = false };
        using var process = Process.Start(start)!; // a program of the machine
        var error = process.StandardError.ReadToEndAsync(TestContext.Current.CancellationToken);
        var output = await process.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken);
        await process.WaitForExitAsync(TestContext.Current.CancellationToken);
        Assert.True(process.ExitCode == 0, $"{program} {string.Join(' ', arguments)}: {output}{await error}");
        return output;
    }

    /// <summary>Two NICs that are each other's wire, up; the first with the hardware address given.</summary>
    public static async Task WireAsync(string mac)
    {
        await ShellAsync("ip", "link", "add", "one", "address", mac, "type", "veth", "peer", "name", "two");
        await ShellAsync("ip", "link", "set", "two", "up");
        await ShellAsync("ip", "link", "set", "one", "up");
    }
}
