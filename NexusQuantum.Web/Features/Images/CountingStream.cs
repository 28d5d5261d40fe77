namespace NexusQuantum.Web.Features.Images;

/// <summary>Tells how far a stream was read, in whole percent and at most when that changes.</summary>
internal sealed class CountingStream(Stream inner, long length, Func<int, Task> progress) : Stream
{
    private long _read;
    private int _told = -1;

    public override bool CanRead => true;

    public override bool CanSeek => false;

    public override bool CanWrite => false;

    public override long Length => throw new NotSupportedException();

    public override long Position
    {
        get => _read;
        set => throw new NotSupportedException();
    }

    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        var count = await inner.ReadAsync(buffer, cancellationToken);
        _read += count;
        // Steps of ten: each one is a row written.
        var percent = length <= 0 ? 0 : (int)(_read * 10 / length) * 10;
        if (percent != _told)
        {
            _told = percent;
            await progress(percent);
        }

        return count;
    }

    public override Task<int> ReadAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken)
        => ReadAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

    public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException("Read asynchronously.");

    public override void Flush()
    {
    }

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();
}
