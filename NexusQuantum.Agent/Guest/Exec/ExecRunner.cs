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
    private const long AllOutput = 16 * 1024 * 1024;
    private static readonly TimeSpan PipeGrace = TimeSpan.FromMilliseconds(250);

    private static readonly string[] Environment =
        ["PATH=" + Programs.RootPath, "HOME=/root", "USER=root", "LOGNAME=root", "SHELL=/bin/sh", "LANG=C.UTF-8"];

    private readonly OutputBudget _budget = new(AllOutput);

    /// <summary>Runs it; <paramref name="cancellationToken"/> kills it, and throws.</summary>
    public async Task<ExecOutcome> RunAsync(ExecRequest request, CancellationToken cancellationToken)
    {
        var name = request.Command[0];
        using var output = new Pipe();
        using var errors = new Pipe();
        var stdout = new CappedOutput(output.Reader, _budget);
        var stderr = new CappedOutput(errors.Reader, _budget);
        var path = Programs.Find(name);
        if (path is null)
        {
            return new ExecOutcome(NotFound, stdout, stderr, false) { Failure = $"{name}: not found" };
        }

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
            return new ExecOutcome(CannotRun, stdout, stderr, false) { Failure = e.Message };
        }

        using (process)
        {
            output.CloseWriter();
            errors.CloseWriter();
            return await FinishAsync(process, stdout, stderr, TimeSpan.FromSeconds(request.TimeoutSeconds), cancellationToken);
        }
    }

    private async Task<ExecOutcome> FinishAsync(
        ChildProcess process, CappedOutput stdout, CappedOutput stderr, TimeSpan timeout, CancellationToken cancellationToken)
    {
        using var enough = new CancellationTokenSource();
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

        var outcome = new ExecOutcome(code, stdout, stderr, timedOut);
        if (cancellationToken.IsCancellationRequested)
        {
            outcome.Dispose();
            throw new OperationCanceledException(cancellationToken);
        }

        return outcome;
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
}
