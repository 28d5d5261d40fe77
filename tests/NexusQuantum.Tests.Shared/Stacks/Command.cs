using System.Diagnostics;

namespace NexusQuantum.Tests.Shared.Stacks;

/// <summary>A short program run to its end, with an argument list.</summary>
public static class Command
{
    /// <summary>Its standard output; a failure carries what it said. A secret goes by its standard input.</summary>
    public static async Task<string> RunAsync(
        string program, IEnumerable<string> arguments, CancellationToken cancellationToken, IReadOnlyDictionary<string, string>? environment = null, string? input = null)
    {
        var (code, output, error) = await EndOfAsync(program, arguments, environment, cancellationToken, input);
        return code == 0 ? output : throw new InvalidOperationException($"{program} ended with {code}: {error}{output}");
    }

    /// <summary>True when it ended well.</summary>
    public static async Task<bool> TryRunAsync(string program, IEnumerable<string> arguments, CancellationToken cancellationToken)
        => (await EndOfAsync(program, arguments, null, cancellationToken)).Code == 0;

    /// <summary>Its exit code and what it said. Given up on, it is killed.</summary>
    public static async Task<(int Code, string Output, string Error)> EndOfAsync(
        string program, IEnumerable<string> arguments, IReadOnlyDictionary<string, string>? environment, CancellationToken cancellationToken, string? input = null)
    {
        var start = new ProcessStartInfo(program, arguments)
        {
            UseShellExecute = false,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            RedirectStandardInput = true,
            WorkingDirectory = "/",
        };
        if (environment is not null)
        {
            start.Environment.Clear();
            foreach (var (name, value) in environment)
            {
                start.Environment[name] = value;
            }
        }

        using var process = Process.Start(start) ?? throw new InvalidOperationException(program);
        if (input is not null)
        {
            await process.StandardInput.WriteLineAsync(input.AsMemory(), cancellationToken);
        }

        process.StandardInput.Close();
        var output = process.StandardOutput.ReadToEndAsync(cancellationToken);
        var error = process.StandardError.ReadToEndAsync(cancellationToken);
        try
        {
            await process.WaitForExitAsync(cancellationToken);
            return (process.ExitCode, await output, await error);
        }
        catch (OperationCanceledException)
        {
            process.Kill(entireProcessTree: true);
            throw;
        }
    }
}
