using System.Buffers;
using System.Security.Cryptography;
using NexusQuantum.Domain.Errors;
using NexusQuantum.Domain.Images;

namespace NexusQuantum.Web.Features.Images;

/// <summary>
/// Takes bytes in: to a file of its own name while they are hashed, never to memory; then their header is read. What does not come
/// whole, does not fit or is no image leaves nothing behind.
/// </summary>
internal sealed class ImageStaging(ImageOptions options)
{
    private const int NoSpace = 28; // ENOSPC, errno(3)
    private const int QuotaExceeded = 122; // EDQUOT
    private const int CheckSpaceEvery = 64 << 20;

    /// <summary>A file in the staging directory under its digest.</summary>
    internal sealed record Staged(Digest Digest, long Bytes, ImageFacts Facts, string PartPath);

    public string PathOf(Digest digest) => Path.Combine(options.StagingDirectory, digest.Hex);

    public bool Holds(Digest digest) => File.Exists(PathOf(digest));

    /// <summary>Removes what a portal that died left half done; called once, before uploads are taken.</summary>
    public void Sweep()
    {
        Directory.CreateDirectory(options.StagingDirectory);
        foreach (var part in Directory.EnumerateFiles(options.StagingDirectory, "*.part"))
        {
            File.Delete(part);
        }
    }

    /// <summary>Stages under a temporary name; <see cref="Keep"/> or <see cref="Discard"/> follows.</summary>
    public async Task<Result<Staged>> TakeAsync(Stream content, long? length, ImageKind kind, CancellationToken cancellationToken)
    {
        if (length > options.MaxBytes)
        {
            return ImageFaults.TooLarge(options.MaxBytes);
        }

        Directory.CreateDirectory(options.StagingDirectory);
        if (TooFull(length ?? 0) is { } full)
        {
            return full;
        }

        var part = Path.Combine(options.StagingDirectory, $"{Guid.CreateVersion7():N}.part");
        var kept = false;
        try
        {
            var written = await WriteAsync(part, content, length, cancellationToken);
            if (!written.Ok)
            {
                return written.Error;
            }

            var inspected = Inspect(part);
            if (!inspected.Ok)
            {
                return inspected.Error;
            }

            if (inspected.Value.Kind != kind)
            {
                return ImageErrors.WrongKind(kind, inspected.Value);
            }

            kept = true;
            return written.Value with { Facts = inspected.Value };
        }
        finally
        {
            if (!kept)
            {
                File.Delete(part);
            }
        }
    }

    public void Keep(Staged staged) => File.Move(staged.PartPath, PathOf(staged.Digest), overwrite: true);

    public static void Discard(Staged staged) => File.Delete(staged.PartPath);

    public void Remove(Digest digest) => File.Delete(PathOf(digest));

    public static Result<ImageFacts> Inspect(string path)
    {
        using var file = File.OpenRead(path);
        return ImageInspector.Inspect(file);
    }

    private async Task<Result<Staged>> WriteAsync(string part, Stream content, long? length, CancellationToken cancellationToken)
    {
        var buffer = ArrayPool<byte>.Shared.Rent(128 * 1024);
        long bytes = 0, nextCheck = CheckSpaceEvery;
        try
        {
            using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
            await using var file = new FileStream(part, new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write, Options = FileOptions.Asynchronous, BufferSize = 0, UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite });
            while (true)
            {
                var (read, broke) = await ReadAsync(content, buffer, cancellationToken);
                if (broke || (read == 0 && length is { } announced && bytes < announced))
                {
                    return ImageFaults.CutShort(bytes, length);
                }

                if (read == 0)
                {
                    file.Flush(flushToDisk: true);
                    return new Staged(Digest.FromHash(hash.GetHashAndReset()), bytes, new ImageFacts(default, default, 0), part);
                }

                bytes += read;
                if (bytes > options.MaxBytes)
                {
                    return ImageFaults.TooLarge(options.MaxBytes);
                }

                if (bytes > nextCheck)
                {
                    nextCheck += CheckSpaceEvery;
                    if (TooFull(0) is { } full)
                    {
                        return full;
                    }
                }

                hash.AppendData(buffer, 0, read);
                await file.WriteAsync(buffer.AsMemory(0, read), cancellationToken);
            }
        }
        catch (IOException e) when ((e.HResult & 0xffff) is NoSpace or QuotaExceeded)
        {
            return ImageFaults.DiskFull(Free());
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }

    // A reader's fault is the sender's: a connection that broke, a part that never ended, a body above the server's limit.
    private static async Task<(int Read, bool Broke)> ReadAsync(Stream content, byte[] buffer, CancellationToken cancellationToken)
    {
        try
        {
            return (await content.ReadAsync(buffer, cancellationToken), false);
        }
        catch (Exception e) when (e is IOException or InvalidDataException)
        {
            return (0, true);
        }
    }

    private Error? TooFull(long more)
    {
        var free = Free();
        return free - more < options.KeepFreeBytes ? ImageFaults.DiskFull(free) : null;
    }

    private long Free() => new DriveInfo(options.StagingDirectory).AvailableFreeSpace;
}
