namespace NexusQuantum.Agent.Guest.Linux;

/// <summary>A pipe whose reading end is ours and whose writing end goes to a child.</summary>
internal sealed class Pipe : IDisposable
{
    private int _writer;

    public unsafe Pipe()
    {
        var ends = stackalloc int[2];
        if (Libc.Pipe(ends, Const.CloseOnExec) < 0)
        {
            throw LinuxException.Last("pipe2");
        }

        _writer = ends[1];
        try
        {
            Reader = new Descriptor(ends[0]);
        }
        catch
        {
            CloseWriter();
            throw;
        }
    }

    public Descriptor Reader { get; }

    /// <summary>The end for the child; blocking, as programs expect.</summary>
    public int Writer => _writer;

    /// <summary>Closes our copy of the writing end, so that the child's end is seen.</summary>
    public void CloseWriter()
    {
        var writer = Interlocked.Exchange(ref _writer, -1);
        if (writer >= 0)
        {
            _ = Libc.Close(writer);
        }
    }

    public void Dispose()
    {
        CloseWriter();
        Reader.Dispose();
    }
}
