using NexusQuantum.Agent.Guest.Identity;
using NexusQuantum.Agent.Guest.Linux;

namespace NexusQuantum.Agent.Guest.Pty;

/// <summary>A login shell on a terminal of its own. Disposing hangs up, and kills what ignores that after two seconds.</summary>
internal sealed class Shell : IAsyncDisposable
{
    private static readonly TimeSpan HangupGrace = TimeSpan.FromSeconds(2);

    private readonly Terminal _terminal;
    private readonly ChildProcess _process;
    private readonly TimeProvider _time;

    private Shell(Terminal terminal, ChildProcess process, TimeProvider time)
        => (_terminal, _process, _time) = (terminal, process, time);

    public Descriptor Master => _terminal.Master;

    /// <summary>Starts the login shell of <paramref name="account"/>.</summary>
    public static Shell Start(Account account, int columns, int rows, TimeProvider time)
    {
        var terminal = new Terminal(columns, rows);
        try
        {
            return new Shell(terminal, ChildProcess.Start(Login.Plan(account, terminal.Name)), time);
        }
        catch
        {
            terminal.Dispose();
            throw;
        }
    }

    public void Resize(int columns, int rows) => _terminal.Resize(columns, rows);

    /// <summary>Its exit code.</summary>
    public Task<int> ExitAsync(CancellationToken cancellationToken) => _process.ExitAsync(cancellationToken);

    public async ValueTask DisposeAsync()
    {
        // A stopped job hears the hangup only once it runs again.
        _process.Signal(Const.SignalHangup);
        _process.Signal(Const.SignalContinue);
        _terminal.Dispose();
        using (var deadline = new CancellationTokenSource(HangupGrace, _time))
        {
            try
            {
                await _process.ExitAsync(deadline.Token);
            }
            catch (OperationCanceledException)
            {
                _process.Signal(Const.SignalKill);
                await _process.ExitAsync(CancellationToken.None);
            }
        }

        _process.Dispose();
    }
}
