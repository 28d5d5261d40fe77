using System.Security.Cryptography;
using NexusQuantum.Agent.Images;
using NexusQuantum.Agent.Linux;
using NexusQuantum.Agent.Tests.Fakes;
using NexusQuantum.Domain.Images;
using NexusQuantum.Domain.Vms;

namespace NexusQuantum.Agent.Tests.Images;

public sealed class ImageStoreTests : IDisposable
{
    private readonly TestFolder _folder = new();

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task An_image_gets_its_name_when_all_of_it_is_there()
    {
        var store = new ImageStore(_folder.Path);
        var bytes = Cpio();

        var added = await store.AddAsync(DigestOf(bytes), ImageFormat.Cpio, new MemoryStream(bytes), Token);

        Assert.True(added.Ok, added.Error?.Message);
        Assert.Equal($"{DigestOf(bytes).Hex}.cpio", Assert.Single(Files()));
        Assert.True(File.GetUnixFileMode(added.Value.Path).HasFlag(UnixFileMode.OtherRead));
        Assert.Equal(bytes.Length, Assert.Single(store.List()).Bytes);
        Assert.NotNull(new ImageStore(_folder.Path).Find(DigestOf(bytes)));
    }

    [Fact]
    public async Task Bytes_with_another_digest_are_refused_and_leave_nothing()
    {
        var store = new ImageStore(_folder.Path);
        var bytes = Cpio();

        var added = await store.AddAsync(DigestOf([1, 2, 3]), ImageFormat.Cpio, new MemoryStream(bytes), Token);

        Assert.Equal("image-digest", added.Error?.Type);
        Assert.Empty(Files());
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task An_image_removed_or_cut_beside_us_is_listed_no_longer_and_taken_again(bool removed)
    {
        var store = new ImageStore(_folder.Path);
        var bytes = Cpio();
        var path = (await store.AddAsync(DigestOf(bytes), ImageFormat.Cpio, new MemoryStream(bytes), Token)).Value!.Path; // it was taken
        File.Delete(path);
        if (!removed)
        {
            await File.WriteAllBytesAsync(path, bytes[..^1], Token);
        }

        Assert.Empty(store.List());
        Assert.Null(store.Find(DigestOf(bytes)));
        Assert.True((await store.AddAsync(DigestOf(bytes), ImageFormat.Cpio, new MemoryStream(bytes), Token)).Ok);
        Assert.Equal(bytes, await File.ReadAllBytesAsync(path, Token));
    }

    [Fact]
    public async Task A_truncated_image_is_refused()
    {
        var store = new ImageStore(_folder.Path);
        var bytes = Cpio();

        var added = await store.AddAsync(DigestOf(bytes), ImageFormat.Cpio, new MemoryStream(bytes, 0, bytes.Length / 2), Token);

        Assert.Equal("image-digest", added.Error?.Type);
        Assert.Empty(Files());
    }

    [Fact]
    public async Task An_image_of_another_format_than_said_is_refused()
    {
        var store = new ImageStore(_folder.Path);
        var bytes = Cpio();

        var added = await store.AddAsync(DigestOf(bytes), ImageFormat.Ext4, new MemoryStream(bytes), Token);

        Assert.False(added.Ok);
        Assert.Empty(Files());
    }

    [Fact]
    public async Task Bytes_that_are_no_image_are_refused()
    {
        var store = new ImageStore(_folder.Path);
        var bytes = "hello, I am a text"u8.ToArray();

        Assert.False((await store.AddAsync(DigestOf(bytes), ImageFormat.Raw, new MemoryStream(bytes), Token)).Ok);
        Assert.Empty(Files());
    }

    [Fact]
    public async Task An_upload_that_breaks_off_leaves_nothing()
    {
        var store = new ImageStore(_folder.Path);

        await Assert.ThrowsAsync<IOException>(() => store.AddAsync(DigestOf([1]), ImageFormat.Raw, new BrokenStream(), Token));

        Assert.Empty(Files());
    }

    [Fact]
    public async Task Parts_left_by_a_killed_agent_are_swept()
    {
        await File.WriteAllTextAsync(Path.Combine(_folder.Path, "abc.part"), "half", Token);

        _ = new ImageStore(_folder.Path);

        Assert.Empty(Files());
    }

    [Fact]
    public async Task An_image_in_use_stays_until_its_last_vm_is_gone()
    {
        var store = new ImageStore(_folder.Path);
        var bytes = Cpio();
        var digest = DigestOf(bytes);
        await store.AddAsync(digest, ImageFormat.Cpio, new MemoryStream(bytes), Token);
        var vm = VmId.New();
        store.Use(vm, new BootSource { Kernel = DigestOf([1]), Initrd = digest, Root = DigestOf([2]), RootFormat = ImageFormat.Ext4 });

        Assert.Equal("image-in-use", store.Remove(digest).Error?.Type);
        Assert.Equal(1, Assert.Single(store.List()).UsedBy);

        store.Release(vm);
        Assert.True(store.Remove(digest).Ok);
        Assert.Empty(Files());
        Assert.Equal("image-not-found", store.Remove(digest).Error?.Type);
    }

    [Fact]
    public async Task A_full_disk_is_said_and_leaves_nothing()
    {
        // A device that is always full stands in for a small file system: writing to it fails as a full disk does (full(4)).
        Assert.SkipUnless(File.Exists("/dev/full"), "There is no /dev/full here.");
        await using var full = new FileStream("/dev/full", FileMode.Open, FileAccess.Write, FileShare.None, bufferSize: 0);
        var thrown = Assert.ThrowsAny<IOException>(() => full.Write([1]));
        Assert.True(DiskFull.Is(thrown));
    }

    private static byte[] Cpio()
    {
        var header = System.Text.Encoding.ASCII.GetBytes("070701" + string.Concat(Enumerable.Repeat("00000000", 11)) + "0000000B" + "00000000" + "TRAILER!!!\0");
        return [.. header, .. new byte[512]];
    }

    private static Digest DigestOf(byte[] bytes) => Digest.FromHash(SHA256.HashData(bytes));

    private string[] Files() => [.. Directory.GetFiles(_folder.Path).Select(static path => Path.GetFileName(path))];

    private sealed class BrokenStream : MemoryStream
    {
        private bool _began;

        public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
        {
            if (_began)
            {
                throw new IOException("The peer hung up.");
            }

            _began = true;
            return ValueTask.FromResult(10);
        }
    }
}
