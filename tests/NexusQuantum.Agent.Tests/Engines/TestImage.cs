using NexusQuantum.Domain.Images;

namespace NexusQuantum.Agent.Tests.Engines;

/// <summary>The kernel, initrd and root file system real-engine tests boot: a directory named by NEXUS_TEST_IMAGE.</summary>
internal sealed record TestImage(string Kernel, string? Initrd, string Root)
{
    private static readonly string[] Places = [Environment.GetEnvironmentVariable("NEXUS_TEST_IMAGE") ?? "/nonexistent", "/tmp/nq-image", "/tmp/nq-engine-image"];

    public ImageFormat Format => ImageFormat.Ext4;

    public static TestImage? Find()
    {
        foreach (var place in Places)
        {
            var kernel = First(place, "kernel", "vmlinuz", "vmlinux");
            var root = First(place, "root.ext4", "rootfs.ext4");
            if (kernel is not null && root is not null)
            {
                return new TestImage(kernel, First(place, "initrd", "initrd.cpio", "initrd.img"), root);
            }
        }

        return null;
    }

    private static string? First(string place, params string[] names)
        => names.Select(name => Path.Combine(place, name)).FirstOrDefault(File.Exists);
}
