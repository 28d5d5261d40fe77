using NexusQuantum.Agent.Guest.Linux;

namespace NexusQuantum.Agent.Guest.Exec;

/// <summary>
/// Reads a pipe to its end, keeps the first MiB (less when the budget is spent) and throws the rest away, so that the program never
/// blocks on us. Kept in small pieces and as bytes: text and one large array would cost four times as much.
/// </summary>
internal sealed class CappedOutput(Descriptor reader, OutputBudget budget) : IDisposable
{
    public const int Limit = 1024 * 1024;
    private const int PieceSize = 16 * 1024;

    private readonly List<byte[]> _pieces = [];
    private int _length;

    /// <summary>True when something was thrown away.</summary>
    public bool Truncated { get; private set; }

    /// <summary>What was kept, in order; bytes as they came.</summary>
    public IEnumerable<ReadOnlyMemory<byte>> Pieces
    {
        get
        {
            for (var i = 0; i < _pieces.Count; i++)
            {
                yield return _pieces[i].AsMemory(0, Math.Min(PieceSize, _length - (i * PieceSize)));
            }
        }
    }

    /// <summary>Until the last writer has closed its end, or the token says enough.</summary>
    public async Task DrainAsync(CancellationToken cancellationToken)
    {
        var waste = new byte[PieceSize];
        while (true)
        {
            var room = Room();
            var count = reader.Read(room.IsEmpty ? waste : room.Span);
            if (count == -Const.WouldBlock)
            {
                await reader.ReadableAsync(cancellationToken);
                continue;
            }

            if (count <= 0)
            {
                return;
            }

            if (room.IsEmpty)
            {
                Truncated = true;
            }
            else
            {
                _length += count;
            }

            // A pipe that is never empty must not outlast the deadline.
            cancellationToken.ThrowIfCancellationRequested();
        }
    }

    /// <summary>Gives its share of the budget back.</summary>
    public void Dispose()
    {
        budget.Return((long)_pieces.Count * PieceSize);
        _pieces.Clear();
        _length = 0;
    }

    private Memory<byte> Room()
    {
        var used = _length % PieceSize;
        if (used == 0 && _length == _pieces.Count * PieceSize)
        {
            if (_length >= Limit || !budget.TryTake(PieceSize))
            {
                return default;
            }

            _pieces.Add(new byte[PieceSize]);
        }

        return _pieces[^1].AsMemory(used);
    }
}
