using System.Threading.Channels;
using NexusQuantum.Domain.Operations;

namespace NexusQuantum.Web.Operations;

/// <summary>
/// Wake-ups in this process: for the runner (something may be claimable), for the announcer (tell other replicas) and for running
/// work (a cancel was asked for). All conflate; nothing here can pile up.
/// </summary>
internal sealed class OperationSignals
{
    private readonly Channel<bool> _runner = Bell();
    private readonly Channel<bool> _announcer = Bell();
    private readonly Lock _gate = new();
    private HashSet<OperationId> _changed = [];

    /// <summary>Called with the id of work whose cancel was asked for.</summary>
    public Action<OperationId>? CancelAsked { get; set; }

    public ChannelReader<bool> Runner => _runner.Reader;

    public ChannelReader<bool> Announcer => _announcer.Reader;

    public void Wake() => _runner.Writer.TryWrite(true);

    public void AskCancel(OperationId id) => CancelAsked?.Invoke(id);

    /// <summary>Remembers that a committed change should be told to the other replicas.</summary>
    public void Changed(OperationId id)
    {
        lock (_gate)
        {
            _changed.Add(id);
        }

        _announcer.Writer.TryWrite(true);
    }

    public IReadOnlyCollection<OperationId> TakeChanged()
    {
        lock (_gate)
        {
            var taken = _changed;
            _changed = [];
            return taken;
        }
    }

    private static Channel<bool> Bell() => Channel.CreateBounded<bool>(new BoundedChannelOptions(1) { FullMode = BoundedChannelFullMode.DropWrite });
}
