using System.Collections.Concurrent;
using System.Diagnostics;
using System.Runtime.InteropServices;

namespace NexusQuantum.Agent.Tests.Networks;

/// <summary>
/// A network namespace of a test's own: a thread that left the host's namespace and on which everything of the test runs, so the
/// programs it starts are in there too. What lives in it ends with it.
/// </summary>
internal sealed partial class NetNamespace
{
    private const int NewNet = 0x40000000;

    public static bool Possible => NexusQuantum.Agent.Linux.HostReadings.IsRoot;

    /// <summary>Runs the test in a new namespace whose loopback is up.</summary>
    public static async Task RunAsync(Func<Task> test)
    {
        Assert.SkipUnless(Possible, "Making a network namespace needs root.");
        var done = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var context = new Pump();
        var thread = new Thread(() =>
        {
            try
            {
                Assert.True(Unshare(NewNet) == 0, "unshare: " + Marshal.GetLastPInvokeErrorMessage());
                SynchronizationContext.SetSynchronizationContext(context);
                var running = RunInsideAsync(test);
                _ = running.ContinueWith(_ => context.Complete(), TaskScheduler.Default);
                context.Run();
                running.GetAwaiter().GetResult();
                done.SetResult();
            }
            catch (Exception e)
            {
                done.SetException(e);
            }
        })
        { IsBackground = true, Name = "network namespace" };
        thread.Start();
        await done.Task;
    }

    /// <summary>Runs a program in the namespace of the calling thread and returns its output.</summary>
    public static async Task<string> ShellAsync(string program, params string[] arguments)
    {
        var start = new ProcessStartInfo(program) { RedirectStandardError = true, RedirectStandardOutput = true, UseShellExecute = false };
        foreach (var argument in arguments)
        {
            start.ArgumentList.Add(argument);
        }

        using var process = Process.Start(start)!;
        var error = process.StandardError.ReadToEndAsync();
        var output = await process.StandardOutput.ReadToEndAsync();
        await process.WaitForExitAsync();
        Assert.True(process.ExitCode == 0, $"{program} {string.Join(' ', arguments)}: {await error}");
        return output;
    }

    private static async Task RunInsideAsync(Func<Task> test)
    {
        await ShellAsync("ip", "link", "set", "lo", "up");
        await test();
    }

    [LibraryImport("libc", EntryPoint = "unshare", SetLastError = true)]
    private static partial int Unshare(int flags);

    /// <summary>Runs continuations on the one thread that is in the namespace.</summary>
    private sealed class Pump : SynchronizationContext
    {
        private readonly BlockingCollection<(SendOrPostCallback Callback, object? State)> _work = [];

        public override void Post(SendOrPostCallback d, object? state)
        {
            if (!_work.IsAddingCompleted)
            {
                _work.Add((d, state));
            }
        }

        public override void Send(SendOrPostCallback d, object? state) => throw new NotSupportedException();

        public void Complete() => _work.CompleteAdding();

        public void Run()
        {
            foreach (var (callback, state) in _work.GetConsumingEnumerable())
            {
                callback(state);
            }
        }
    }
}
