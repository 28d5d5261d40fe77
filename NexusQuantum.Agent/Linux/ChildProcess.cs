using System.ComponentModel;
using System.Diagnostics;
using System.Text;

namespace NexusQuantum.Agent.Linux;

/// <summary>
/// Runs a helper program to its end: an argument list, never a shell, a deadline, bounded output. Programs are looked up in the
/// system's own directories, whatever PATH says.
/// </summary>
internal static class ChildProcess
{
    public const int MaxOutput = 4 * 1024 * 1024;
    private static readonly string[] Directories = ["/usr/sbin", "/usr/bin", "/sbin", "/bin", "/usr/local/sbin", "/usr/local/bin", "/usr/libexec"];

    /// <summary>Absolute path of a program, null when it is not installed.</summary>
    public static string? Find(string program)
    {
        if (program.Contains('/', StringComparison.Ordinal))
        {
            return File.Exists(program) ? program : null;
        }

        return Directories.Select(d => Path.Combine(d, program)).FirstOrDefault(File.Exists);
    }

    /// <summary>Runs <paramref name="command"/> (program and arguments) and waits at most <paramref name="timeout"/>.</summary>
    public static async Task<ChildResult> RunAsync(
        IReadOnlyList<string> command, TimeSpan timeout, string? input = null, CancellationToken cancellationToken = default)
    {
        var path = Find(command[0]);
        if (path is null)
        {
            return new ChildResult(127, string.Empty, $"{command[0]} is not installed", TimedOut: false);
        }

        var start = new ProcessStartInfo(path)
        {
            UseShellExecute = false,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            WorkingDirectory = "/",
        };
        foreach (var argument in command.Skip(1))
        {
            start.ArgumentList.Add(argument);
        }

        // Messages are parsed and shown: one language.
        start.Environment["LC_ALL"] = "C";
        using var process = new Process { StartInfo = start };
        try
        {
            process.Start();
        }
        catch (Win32Exception e)
        {
            return new ChildResult(126, string.Empty, $"{command[0]} cannot be started: {e.Message}", TimedOut: false);
        }

        using var deadline = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        deadline.CancelAfter(timeout);
        var output = ReadAsync(process.StandardOutput, deadline.Token);
        var error = ReadAsync(process.StandardError, deadline.Token);
        var timedOut = false;
        try
        {
            await WriteAsync(process.StandardInput, input, deadline.Token);
            await process.WaitForExitAsync(deadline.Token);
        }
        catch (OperationCanceledException)
        {
            timedOut = true;
            process.Kill(entireProcessTree: true);
            await process.WaitForExitAsync(CancellationToken.None);
        }

        // A grandchild may hold the pipes open for ever: after the end they get a moment, not more.
        deadline.CancelAfter(TimeSpan.FromSeconds(1));
        var texts = await Task.WhenAll(output, error);
        cancellationToken.ThrowIfCancellationRequested();
        return new ChildResult(timedOut ? -1 : process.ExitCode, texts[0], texts[1], timedOut);
    }

    private static async Task WriteAsync(StreamWriter writer, string? input, CancellationToken cancellationToken)
    {
        try
        {
            if (input is not null)
            {
                await writer.WriteAsync(input.AsMemory(), cancellationToken);
            }

            writer.Close();
        }
        catch (IOException)
        {
            // It ended without reading; its exit code tells more.
        }
    }

    private static async Task<string> ReadAsync(StreamReader reader, CancellationToken cancellationToken)
    {
        var text = new StringBuilder();
        var buffer = new char[8192];
        try
        {
            while (true)
            {
                var read = await reader.ReadAsync(buffer, cancellationToken);
                if (read == 0)
                {
                    break;
                }

                text.Append(buffer, 0, Math.Min(read, MaxOutput - text.Length));
            }
        }
        catch (OperationCanceledException)
        {
            // What came until the deadline is still worth having.
        }

        return text.ToString();
    }
}
