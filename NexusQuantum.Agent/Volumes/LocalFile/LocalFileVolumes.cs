using System.Globalization;
using NexusQuantum.Agent.Engines;
using NexusQuantum.Agent.Linux;
using NexusQuantum.Agent.Vms;
using NexusQuantum.Domain.Errors;
using NexusQuantum.Domain.Images;
using NexusQuantum.Domain.Quantities;

namespace NexusQuantum.Agent.Volumes.LocalFile;

/// <summary>
/// Disks as qcow2 files in the VM's own directory, clones of an image that stays shared and unwritten. <c>qemu-img</c> runs as the
/// VM's account: what it reads there was written by a guest.
/// </summary>
internal sealed class LocalFileVolumes : IVolumeBackend
{
    private const string Root = "root.qcow2";
    private const string Unfinished = "root.qcow2.new";
    private static readonly TimeSpan Deadline = TimeSpan.FromSeconds(30);

    public async Task<Result<EngineDisk>> EnsureRootAsync(
        VmDirectory directory, string imagePath, ImageFormat imageFormat, ByteSize size, CancellationToken cancellationToken)
    {
        var account = VmAccounts.Prepare(directory.Path);
        if (!account.Ok)
        {
            return account.Error;
        }

        var disk = new EngineDisk(Path.Combine(directory.Disks, Root), ImageFormat.Qcow2, new EngineBacking(imagePath, imageFormat));
        var present = Qcow2Size.Read(directory.Disks, Root);
        var done = present switch
        {
            { Missing: true } => await CreateAsync(directory, account.Value.Uid, imagePath, imageFormat, size, cancellationToken),
            { Bytes: { } bytes } when bytes >= size.Bytes => Done.Value,
            { Bytes: not null } => await GrowAsync(directory, account.Value.Uid, size, cancellationToken),
            _ => new Error(ErrorKind.Failed, "disk-refused", "The VM's root disk is not a qcow2 file any more.") { Fix = "Delete the VM, or restore its disk from a backup." },
        };
        return done.Then<EngineDisk>(_ => disk);
    }

    public long MeasureBytes(VmDirectory directory) => SafeOpen.MeasureBytes(directory.Disks);

    private static async Task<Result<Done>> CreateAsync(
        VmDirectory directory, uint? uid, string imagePath, ImageFormat imageFormat, ByteSize size, CancellationToken cancellationToken)
    {
        var needed = imageFormat == ImageFormat.Qcow2
            ? Qcow2Size.Read(Path.GetDirectoryName(imagePath)!, Path.GetFileName(imagePath)).Bytes // a file's path has a directory
            : File.Exists(imagePath) ? new FileInfo(imagePath).Length : null;
        if (needed is null)
        {
            return new Error(ErrorKind.NotFound, "image-missing", "The image this VM starts from is not on this host, or is damaged.") { Fix = "Send the image to the host again." };
        }

        if (needed > size.Bytes)
        {
            return new Error(ErrorKind.Invalid, "root-disk-too-small", $"The root disk ({size}) is smaller than its image ({new ByteSize(needed.Value)}).");
        }

        if (uid is not null && !VmAccounts.OthersCanRead(imagePath))
        {
            return new Error(ErrorKind.Failed, "image-unreadable", "VMs do not run as root, and their accounts cannot read the image directory.")
            {
                Fix = "Let others read the image directory and enter the directories above it (chmod o+x, o+r).",
            };
        }

        // Under a name of its own until it is whole, so that a crash leaves no half disk to be taken for one.
        var unfinished = Path.Combine(directory.Disks, Unfinished);
        var child = await AccountCommand.RunAsync(
            directory.Disks,
            uid,
            ["qemu-img", "create", "-q", "-f", "qcow2", "-F", imageFormat == ImageFormat.Qcow2 ? "qcow2" : "raw", "-b", imagePath, Unfinished, Text(size)],
            Deadline,
            cancellationToken);
        if (!child.Ok)
        {
            File.Delete(unfinished);
            return Failed("made", directory, child);
        }

        File.Move(unfinished, Path.Combine(directory.Disks, Root));
        return Done.Value;
    }

    private static async Task<Result<Done>> GrowAsync(VmDirectory directory, uint? uid, ByteSize size, CancellationToken cancellationToken)
    {
        var child = await AccountCommand.RunAsync(
            directory.Disks, uid, ["qemu-img", "resize", "-q", "-f", "qcow2", Root, Text(size)], Deadline, cancellationToken);
        return child.Ok ? Done.Value : Failed("grown", directory, child);
    }

    private static Error Failed(string verb, VmDirectory directory, ChildResult child)
        => child.Error.Contains("No space left", StringComparison.Ordinal) || child.Error.Contains("Disk quota", StringComparison.Ordinal)
            ? DiskFull.Tell("The root disk", directory.Disks)
            : new Error(ErrorKind.Failed, "disk-failed", $"The root disk cannot be {verb}: {child.Complaint}");

    private static string Text(ByteSize size) => size.Bytes.ToString(CultureInfo.InvariantCulture);
}
