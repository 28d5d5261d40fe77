using System.Text;
using Microsoft.Win32.SafeHandles;
using NexusQuantum.Agent.Linux;

namespace NexusQuantum.Agent.Tests.Networks;

/// <summary>The end of a tap where a machine would be: sends frames and sees what arrives.</summary>
internal sealed class TapEnd : IDisposable
{
    // What the host says beside each frame (virtio_net_hdr); zeros mean nothing special.
    private const int Beside = 10;
    private static readonly TimeSpan Deadline = TimeSpan.FromSeconds(20);
    private readonly FileStream _stream;
    private readonly SafeFileHandle _handle;
    private int _marks;

    public TapEnd(string tap)
    {
        var opened = Tap.Open(tap);
        Assert.True(opened.Ok, opened.Error?.Message);
        _handle = opened.Value;
        _stream = new FileStream(_handle, FileAccess.ReadWrite, bufferSize: 0);
    }

    public void Send(byte[] frame) => _stream.Write([.. new byte[Beside], .. frame]);

    /// <summary>Which of the marks arrived here until <paramref name="send"/>'s own last mark did, which must.</summary>
    public async Task<IReadOnlyList<string>> SeeAsync(Action<string> send, params string[] marks)
    {
        var last = $"last-{++_marks}-of-all";
        send(last);
        var seen = new List<string>();
        await Task.Run(() =>
        {
            var buffer = new byte[9000];
            while (true)
            {
                var text = Encoding.Latin1.GetString(buffer, 0, _stream.Read(buffer));
                seen.AddRange(marks.Where(mark => text.Contains(mark, StringComparison.Ordinal)));
                if (text.Contains(last, StringComparison.Ordinal))
                {
                    return;
                }
            }
        }).WaitAsync(Deadline);
        return seen;
    }

    public void Dispose()
    {
        _stream.Dispose();
        _handle.Dispose();
    }
}
