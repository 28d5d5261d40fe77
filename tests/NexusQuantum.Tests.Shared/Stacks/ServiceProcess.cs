using System.Diagnostics;

namespace NexusQuantum.Tests.Shared.Stacks;

/// <summary>A long-running program of the product with its log, which a test may stop, or kill as a crash would.</summary>
public sealed class ServiceProcess : IAsyncDisposable
{
    private const int SigTerm = 15;

    private readonly Process _process;
    private readonly Task _logging;

    private ServiceProcess(Process process, string log)
    {
        _process = process;
        LogFile = log;
        _logging = Task.WhenAll(LogAsync(process.StandardOutput, log), LogAsync(process.StandardError, log + ".err"));
    }

    public string LogFile { get; }

    public int Pid => _process.Id;

    public bool HasExited => _process.HasExited;

    public int ExitCode => _process.ExitCode;

    public static ServiceProcess Start(string program, IEnumerable<string> arguments, IReadOnlyDictionary<string, string> environment, string log)
    {
        var start = new ProcessStartInfo(program, arguments)
        {
            UseShellExecute = false,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            RedirectStandardInput = true,
            WorkingDirectory = "/",
        };
        start.Environment.Clear();
        foreach (var (name, value) in environment)
        {
            start.Environment[name] = value;
        }

        var process = Process.Start(start) ?? throw new InvalidOperationException(program);
        process.StandardInput.Close();
        return new ServiceProcess(process, log);
    }

    /// <summary>Kill -9 of this process alone; what it started lives on, as after a crash.</summary>
    public async Task CrashAsync(CancellationToken cancellationToken)
    {
        _process.Kill(entireProcessTree: false);
        await _process.WaitForExitAsync(cancellationToken);
    }

    /// <summary>Asks it to end and waits; insists after <paramref name="patience"/>. True when it ended by itself.</summary>
    public async Task<bool> StopAsync(TimeSpan patience, CancellationToken cancellationToken)
    {
        if (_process.HasExited)
        {
            return true;
        }

        Signals.Send(_process.Id, SigTerm);
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        limit.CancelAfter(patience);
        try
        {
            await _process.WaitForExitAsync(limit.Token);
            return true;
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            await CrashAsync(cancellationToken);
            return false;
        }
    }

    /// <summary>The newest lines of its log, for a failure's message.</summary>
    public string Tail(int lines = 30)
        => string.Join('\n', new[] { LogFile, LogFile + ".err" }.Where(File.Exists).SelectMany(file => ReadShared(file).Split('\n').TakeLast(lines)));

    public async ValueTask DisposeAsync()
    {
        await StopAsync(TimeSpan.FromSeconds(15), CancellationToken.None);
        // A VM that the program started may hold its output open; the log of a dead program is not waited for.
        await Task.WhenAny(_logging, Task.Delay(500));
        _process.Dispose();
    }

    private static string ReadShared(string file)
    {
        using var reader = new StreamReader(new FileStream(file, FileMode.Open, FileAccess.Read, FileShare.ReadWrite));
        return reader.ReadToEnd();
    }

    private static async Task LogAsync(StreamReader from, string file)
    {
        await using var log = new StreamWriter(new FileStream(file, FileMode.Append, FileAccess.Write, FileShare.ReadWrite)) { AutoFlush = true };
        while (await from.ReadLineAsync() is { } line)
        {
            await log.WriteLineAsync(line);
        }
    }
}
