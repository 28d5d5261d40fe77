using NexusQuantum.Agent.Engines;
using NexusQuantum.Agent.Linux;
using NexusQuantum.Agent.Tests.Networks;
using NexusQuantum.Agent.Vms;
using NexusQuantum.Agent.Volumes.LocalFile;
using NexusQuantum.Domain.Errors;
using NexusQuantum.Domain.Images;
using NexusQuantum.Domain.Quantities;
using NexusQuantum.Domain.Vms;

namespace NexusQuantum.Agent.Tests.Volumes;

public sealed class LocalFileVolumesTests : IDisposable
{
    private readonly string _root = Directory.CreateTempSubdirectory("nqv-").FullName;
    private readonly LocalFileVolumes _volumes = new();
    private readonly VmDirectory _vm;
    private readonly string _image;

    public LocalFileVolumesTests()
    {
        File.SetUnixFileMode(_root, (UnixFileMode)Convert.ToInt32("755", 8));
        _vm = VmDirectory.Of(_root, VmId.New());
        _image = Path.Combine(_root, "base.ext4");
        using var image = File.Create(_image);
        image.SetLength(8 * 1024 * 1024);
        File.SetUnixFileMode(_image, (UnixFileMode)Convert.ToInt32("644", 8));
    }

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    private string Disk => Path.Combine(_vm.Disks, "root.qcow2");

    public void Dispose() => Directory.Delete(_root, recursive: true);

    [Fact]
    public async Task A_root_disk_is_made_once_belongs_to_the_vm_and_grows_but_never_shrinks()
    {
        await EnsureAsync(64);
        var written = File.GetLastWriteTimeUtc(Disk);
        await EnsureAsync(64);
        Assert.Equal(written, File.GetLastWriteTimeUtc(Disk));
        Assert.Equal(64 * 1024 * 1024, Qcow2Size.Read(_vm.Disks, "root.qcow2").Bytes);
        if (HostReadings.IsRoot)
        {
            Assert.True(VmAccounts.IsVmAccount(VmAccounts.OwnerOf(Disk)!.Value));
        }

        await EnsureAsync(128);
        Assert.Equal(128 * 1024 * 1024, Qcow2Size.Read(_vm.Disks, "root.qcow2").Bytes);
        await EnsureAsync(64);
        Assert.Equal(128 * 1024 * 1024, Qcow2Size.Read(_vm.Disks, "root.qcow2").Bytes);
        Assert.True(_volumes.MeasureBytes(_vm) > 100_000);
    }

    [Fact]
    public async Task A_disk_smaller_than_its_image_is_refused()
        => Assert.Equal("root-disk-too-small", (await TryAsync(4)).Error!.Type);

    [Fact]
    public async Task A_missing_image_is_told()
    {
        File.Delete(_image);
        Assert.Equal("image-missing", (await TryAsync(64)).Error!.Type);
    }

    [Fact]
    public async Task What_a_vm_put_in_place_of_its_disk_is_not_followed()
    {
        await EnsureAsync(64);
        File.Move(Disk, Disk + ".real");
        File.CreateSymbolicLink(Disk, Disk + ".real");
        Assert.Equal("disk-refused", (await TryAsync(128)).Error!.Type);
        File.Delete(Disk);
        await File.WriteAllTextAsync(Disk, "not a disk", Token);
        Assert.Equal("disk-refused", (await TryAsync(128)).Error!.Type);
    }

    [Fact]
    public Task A_full_file_system_is_told_and_leaves_no_half_disk() => NetNamespace.RunAsync(async () =>
    {
        // A file system of 64 KiB, which a qcow2 header with its tables does not fit in.
        Assert.True(VmAccounts.Prepare(_vm.Path).Ok);
        var uid = VmAccounts.OwnerOf(_vm.Disks);
        await NetNamespace.ShellAsync("mount", "-t", "tmpfs", "-o", $"size=64k,uid={uid},gid={uid},mode=700", "nq-test", _vm.Disks);
        try
        {
            var result = await TryAsync(1024 * 1024);
            Assert.Equal("disk-full", result.Error?.Type);
            Assert.Empty(Directory.EnumerateFiles(_vm.Disks));
        }
        finally
        {
            await NetNamespace.ShellAsync("umount", _vm.Disks);
        }
    });

    private async Task EnsureAsync(int mebibytes)
    {
        var result = await TryAsync(mebibytes);
        Assert.True(result.Ok, result.Error?.Message);
        Assert.Equal(Disk, result.Value.Path);
    }

    private Task<Result<EngineDisk>> TryAsync(int mebibytes)
        => _volumes.EnsureRootAsync(_vm, _image, ImageFormat.Ext4, ByteSize.FromMiB(mebibytes), Token);
}
