using System.Diagnostics;

namespace NexusQuantum.Web.Data;

/// <summary>Runs PostgreSQL's programs, always by argument list.</summary>
internal static class ClusterCommand
{
    private static readonly TimeSpan Deadline = TimeSpan.FromSeconds(90);

    /// <summary>The account that runs the cluster when we are root, which PostgreSQL refuses to be.</summary>
    public static string? Account { get; } = Environment.IsPrivilegedProcess
        ? File.ReadLines("/etc/passwd").Any(line => line.StartsWith("postgres:", StringComparison.Ordinal)) ? "postgres" : "nobody"
        : null;

    /// <summary>The exit status. Output is read away, never waited for: a daemon that inherited the pipe would keep it open for ever.</summary>
    public static async Task<int> RunAsync(bool asAccount, string program, IEnumerable<string> arguments, CancellationToken cancellationToken)
    {
        var start = new ProcessStartInfo { WorkingDirectory = "/", UseShellExecute = false, RedirectStandardOutput = true, RedirectStandardError = true, RedirectStandardInput = true };
        if (asAccount && Account is { } account)
        {
            start.FileName = "setpriv";
            foreach (var argument in (string[])["--reuid=" + account, "--regid=" + Group(account), "--init-groups", "--", program])
            {
                start.ArgumentList.Add(argument);
            }
        }
        else
        {
            start.FileName = program;
        }

        foreach (var argument in arguments)
        {
            start.ArgumentList.Add(argument);
        }

        // Not ours to pass on: they would redirect the programs to another server, or tell it our secrets.
        foreach (var name in start.Environment.Keys.Where(name => name.StartsWith("PG", StringComparison.Ordinal) || string.Equals(name, "DATABASE_URL", StringComparison.Ordinal)).ToList())
        {
            start.Environment.Remove(name);
        }

        using var process = Process.Start(start) ?? throw new InvalidOperationException($"{program} did not start.");
        process.StandardInput.Close();
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        limit.CancelAfter(Deadline);
        var drains = Task.WhenAll(DrainAsync(process.StandardOutput.BaseStream, limit.Token), DrainAsync(process.StandardError.BaseStream, limit.Token));
        await process.WaitForExitAsync(limit.Token);
        await limit.CancelAsync();
        await drains;
        return process.ExitCode;
    }

    private static async Task DrainAsync(Stream stream, CancellationToken cancellationToken)
    {
        try
        {
            await stream.CopyToAsync(Stream.Null, cancellationToken);
        }
        catch (Exception e) when (e is OperationCanceledException or IOException)
        {
            // The program has ended; what a daemon of its own still holds is of no interest.
        }
    }

    private static string Group(string account)
        => File.ReadLines("/etc/passwd").First(line => line.StartsWith(account + ":", StringComparison.Ordinal)).Split(':')[3];
}
