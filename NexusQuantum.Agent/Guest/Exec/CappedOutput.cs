using System.Buffers;
using System.Text;
using NexusQuantum.Agent.Guest.Linux;

namespace NexusQuantum.Agent.Guest.Exec;

/// <summary>Reads a pipe to its end, keeps the first MiB and throws the rest away, so that the program never blocks on us.</summary>
internal sealed class CappedOutput(Descriptor reader)
{
    public const int Limit = 1024 * 1024;

    private readonly ArrayBufferWriter<byte> _kept = new();

    /// <summary>True when something was thrown away.</summary>
    public bool Truncated { get; private set; }

    /// <summary>What was kept; bytes that are not UTF-8 are replaced.</summary>
    public string Text => Encoding.UTF8.GetString(_kept.WrittenSpan);

    /// <summary>Until the last writer has closed its end, or the token says enough.</summary>
    public async Task DrainAsync(CancellationToken cancellationToken)
    {
        var buffer = new byte[16 * 1024];
        while (true)
        {
            var count = reader.Read(buffer);
            if (count == -Const.WouldBlock)
            {
                await reader.ReadableAsync(cancellationToken);
                continue;
            }

            if (count <= 0)
            {
                return;
            }

            var room = Limit - _kept.WrittenCount;
            _kept.Write(buffer.AsSpan(0, Math.Min(room, count)));
            Truncated |= count > room;

            // A pipe that is never empty must not outlast the deadline.
            cancellationToken.ThrowIfCancellationRequested();
        }
    }
}
