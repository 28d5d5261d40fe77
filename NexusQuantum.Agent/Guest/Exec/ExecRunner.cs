using NexusQuantum.Agent.Guest.Linux;
using NexusQuantum.Domain.AgentApi;

namespace NexusQuantum.Agent.Guest.Exec;

/// <summary>
/// Runs a command as root, without a shell. Three things end: the process, its stdout, its stderr, and the last two may never,
/// when a grandchild in the background holds them. So: 1. wait for the process, at most its time; 2. kill its group when the time is
/// up; 3. give the pipes a short grace after the end, and return what came.
/// </summary>
internal sealed class ExecRunner(TimeProvider time)
{
    private const int CannotRun = 126;
    private const int NotFound = 127;
    private static readonly TimeSpan PipeGrace = TimeSpan.FromMilliseconds(250);

    private static readonly string[] Environment =
        ["PATH=" + Programs.RootPath, "HOME=/root", "USER=root", "LOGNAME=root", "SHELL=/bin/sh", "LANG=C.UTF-8"];

    /// <summary>Runs it; <paramref name="cancellationToken"/> kills it, and throws.</summary>
    public async Task<ExecResult> RunAsync(ExecRequest request, CancellationToken cancellationToken)
    {
        var name = request.Command[0];
        var path = Programs.Find(name);
        if (path is null)
        {
            return Failure(NotFound, $"{name}: not found");
        }

        using var output = new Pipe();
        using var errors = new Pipe();
        ChildProcess process;
        try
        {
            process = ChildProcess.Start(new SpawnPlan
            {
                Path = path,
                Argv = request.Command,
                Environment = Environment,
                Directory = Directory.Exists("/root") ? "/root" : "/",
                Output = output.Writer,
                Errors = errors.Writer,
            });
        }
        catch (LinuxException e)
        {
            return Failure(CannotRun, e.Message);
        }

        using (process)
        {
            output.CloseWriter();
            errors.CloseWriter();
            return await FinishAsync(process, output.Reader, errors.Reader, TimeSpan.FromSeconds(request.TimeoutSeconds), cancellationToken);
        }
    }

    private async Task<ExecResult> FinishAsync(
        ChildProcess process, Descriptor output, Descriptor errors, TimeSpan timeout, CancellationToken cancellationToken)
    {
        using var enough = new CancellationTokenSource();
        var stdout = new CappedOutput(output);
        var stderr = new CappedOutput(errors);
        var drains = Task.WhenAll(stdout.DrainAsync(enough.Token), stderr.DrainAsync(enough.Token));
        var timedOut = false;
        int code;
        try
        {
            using var deadline = new CancellationTokenSource(timeout, time);
            using var either = CancellationTokenSource.CreateLinkedTokenSource(deadline.Token, cancellationToken);
            try
            {
                code = await process.ExitAsync(either.Token);
            }
            catch (OperationCanceledException)
            {
                timedOut = deadline.IsCancellationRequested;
                process.Signal(Const.SignalKill);
                code = await process.ExitAsync(CancellationToken.None);
            }
        }
        finally
        {
            // Also stops the readers before their pipes are closed.
            await StopAsync(drains, enough);
        }

        cancellationToken.ThrowIfCancellationRequested();
        return new ExecResult
        {
            ExitCode = code,
            Stdout = stdout.Text,
            Stderr = stderr.Text,
            TimedOut = timedOut,
            Truncated = stdout.Truncated || stderr.Truncated,
        };
    }

    private async Task StopAsync(Task drains, CancellationTokenSource enough)
    {
        try
        {
            await drains.WaitAsync(PipeGrace, time, CancellationToken.None);
        }
        catch (TimeoutException)
        {
            await enough.CancelAsync();
            try
            {
                await drains;
            }
            catch (OperationCanceledException)
            {
                // What came until now is the answer.
            }
        }
    }

    private static ExecResult Failure(int code, string message)
        => new() { ExitCode = code, Stdout = string.Empty, Stderr = $"nexus-guest: {message}\n" };
}
