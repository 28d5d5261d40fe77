using System.Collections.Immutable;
using System.Security.Cryptography;
using NexusQuantum.Agent.Linux;
using NexusQuantum.Domain.AgentApi;
using NexusQuantum.Domain.Errors;
using NexusQuantum.Domain.Images;
using NexusQuantum.Domain.Vms;

namespace NexusQuantum.Agent.Images;

/// <summary>
/// The images of this host: files <c>&lt;digest&gt;.&lt;format&gt;</c>, immutable once there, readable by the engines' accounts. A file
/// gets its name only after all its bytes were hashed, so a name is a promise. An image that a VM uses cannot be removed.
/// </summary>
internal sealed class ImageStore
{
    private const UnixFileMode Readable = UnixFileMode.UserRead | UnixFileMode.GroupRead | UnixFileMode.OtherRead;
    private const UnixFileMode Passable = Readable | UnixFileMode.UserWrite | UnixFileMode.UserExecute | UnixFileMode.GroupExecute | UnixFileMode.OtherExecute;
    // Below the size that the collector sets apart and seldom looks at.
    private const int Chunk = 64 * 1024;

    private readonly Lock _lock = new();
    private readonly string _directory;
    private readonly Dictionary<Digest, StoredImage> _images = [];
    private readonly Dictionary<VmId, ImmutableArray<Digest>> _uses = [];

    public ImageStore(string directory)
    {
        _directory = directory;
        Directory.CreateDirectory(directory, Passable);
        foreach (var path in Directory.EnumerateFiles(directory))
        {
            if (Path.GetFileName(path).EndsWith(Temporary, StringComparison.Ordinal))
            {
                // Left by an agent that was killed in the middle of an upload.
                File.Delete(path);
            }
            else if (StoredImage.TryRead(path, out var image))
            {
                _images[image.Digest] = image;
            }
        }
    }

    private const string Temporary = ".part";

    /// <summary>Why so many bytes more cannot be taken in; null when they can.</summary>
    public Error? NoRoomFor(long bytes) => DiskFull.Free(_directory) < bytes ? DiskFull.Tell("The image", _directory, bytes) : null;

    public HostImage[] List()
    {
        lock (_lock)
        {
            Forget(_images.Values.Where(static image => !image.IsWhole));
            return [.. _images.Values.OrderBy(static i => i.Digest.Hex, StringComparer.Ordinal).Select(Describe)];
        }
    }

    public StoredImage? Find(Digest digest)
    {
        lock (_lock)
        {
            if (_images.TryGetValue(digest, out var image) && image.IsWhole)
            {
                return image;
            }

            Forget(image is null ? [] : [image]);
            return null;
        }
    }

    public HostImage Describe(StoredImage image)
    {
        lock (_lock)
        {
            return new HostImage(image.Digest, image.Bytes, image.Format, _uses.Values.Count(used => used.Contains(image.Digest)));
        }
    }

    /// <summary>Notes what a VM boots from, replacing what was noted; those images stay until <see cref="Release"/>.</summary>
    public void Use(VmId vm, BootSource boot)
    {
        lock (_lock)
        {
            _uses[vm] = boot.Initrd is { } initrd ? [boot.Kernel, boot.Root, initrd] : [boot.Kernel, boot.Root];
        }
    }

    public void Release(VmId vm)
    {
        lock (_lock)
        {
            _uses.Remove(vm);
        }
    }

    /// <summary>Takes an image in; when it is there already the bytes are not read.</summary>
    public async Task<Result<StoredImage>> AddAsync(Digest digest, ImageFormat format, Stream bytes, CancellationToken cancellationToken)
    {
        if (Find(digest) is { } present)
        {
            return present;
        }

        var temporary = Path.Combine(_directory, $"{digest.Hex}.{Guid.NewGuid():N}{Temporary}");
        try
        {
            var written = await ReceiveAsync(temporary, bytes, cancellationToken);
            if (written.Digest != digest)
            {
                return new Error(ErrorKind.Invalid, "image-digest", $"The bytes received have the digest {written.Digest}, not {digest}.") { Fix = "Send the image again." };
            }

            if (ImageCheck.Mistake(temporary, format) is { } mistake)
            {
                return mistake;
            }

            File.SetUnixFileMode(temporary, Readable);
            var image = new StoredImage(digest, written.Bytes, format, Path.Combine(_directory, StoredImage.FileName(digest, format)));
            lock (_lock)
            {
                File.Move(temporary, image.Path, overwrite: true);
                _images[digest] = image;
            }

            return image;
        }
        catch (IOException e) when (DiskFull.Is(e))
        {
            return DiskFull.Tell("The image", _directory);
        }
        finally
        {
            File.Delete(temporary);
        }
    }

    public Result<Done> Remove(Digest digest)
    {
        lock (_lock)
        {
            if (!_images.TryGetValue(digest, out var image))
            {
                return new Error(ErrorKind.NotFound, "image-not-found", "This host does not hold that image.");
            }

            var users = _uses.Values.Count(used => used.Contains(digest));
            if (users > 0)
            {
                return new Error(ErrorKind.Conflict, "image-in-use", $"The image is used by {users} virtual machine{(users == 1 ? "" : "s")} of this host.") { Fix = "Delete them first." };
            }

            File.Delete(image.Path);
            _images.Remove(digest);
            return Done.Value;
        }
    }

    /// <summary>Somebody removed or cut the file beside us: what we do not have we do not list, so it is sent again.</summary>
    private void Forget(IEnumerable<StoredImage> images)
    {
        foreach (var image in images.ToArray())
        {
            _images.Remove(image.Digest);
        }
    }

    private static async Task<(Digest Digest, long Bytes)> ReceiveAsync(string path, Stream bytes, CancellationToken cancellationToken)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        await using var file = new FileStream(path, new FileStreamOptions
        {
            Mode = FileMode.CreateNew,
            Access = FileAccess.Write,
            BufferSize = 0,
            Options = FileOptions.Asynchronous,
            UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite,
        });
        var buffer = System.Buffers.ArrayPool<byte>.Shared.Rent(Chunk);
        try
        {
            long total = 0;
            int read;
            while ((read = await bytes.ReadAsync(buffer.AsMemory(0, Chunk), cancellationToken)) > 0)
            {
                hash.AppendData(buffer, 0, read);
                await file.WriteAsync(buffer.AsMemory(0, read), cancellationToken);
                total += read;
            }

            file.Flush(flushToDisk: true);
            return (Digest.FromHash(hash.GetHashAndReset()), total);
        }
        finally
        {
            System.Buffers.ArrayPool<byte>.Shared.Return(buffer);
        }
    }
}
