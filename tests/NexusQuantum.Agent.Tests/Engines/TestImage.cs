using NexusQuantum.Agent.Linux;
using NexusQuantum.Domain.Images;

namespace NexusQuantum.Agent.Tests.Engines;

/// <summary>The image real-engine tests boot: nexus-tiny, built by deploy/images, in a directory named by NEXUS_TEST_IMAGE or NEXUS_TEST_IMAGES.</summary>
internal sealed record TestImage(string Kernel, string Initrd, string Root)
{
    public const string Missing = "No image to boot: build nexus-tiny with deploy/images/build.sh and name its directory in NEXUS_TEST_IMAGE.";
    private static readonly Lazy<TestImage?> Found = new(Search);

    public ImageFormat Format => ImageFormat.Ext4;

    public static TestImage? Find() => Found.Value;

    private static TestImage? Search()
    {
        string?[] roots = [Environment.GetEnvironmentVariable("NEXUS_TEST_IMAGE"), Environment.GetEnvironmentVariable("NEXUS_TEST_IMAGES")];
        foreach (var root in roots.OfType<string>())
        {
            foreach (var place in new[] { root, Path.Combine(root, "nexus-tiny") })
            {
                if (File.Exists(Path.Combine(place, "vmlinuz")) && File.Exists(Path.Combine(place, "root.ext4")))
                {
                    return In(VmAccounts.OthersCanRead(Path.Combine(place, "vmlinuz")) || !HostReadings.IsRoot ? place : Copy(place));
                }
            }
        }

        return null;
    }

    private static TestImage In(string place) => new(Path.Combine(place, "vmlinuz"), Path.Combine(place, "initrd.img"), Path.Combine(place, "root.ext4"));

    /// <summary>VM accounts cannot read below a closed home directory.</summary>
    private static string Copy(string place)
    {
        var copy = Directory.CreateTempSubdirectory("nq-engine-image-").FullName;
        AppDomain.CurrentDomain.ProcessExit += (_, _) => Directory.Delete(copy, recursive: true);
        File.SetUnixFileMode(copy, (UnixFileMode)Convert.ToInt32("755", 8));
        foreach (var file in new[] { "vmlinuz", "initrd.img", "root.ext4" })
        {
            File.Copy(Path.Combine(place, file), Path.Combine(copy, file));
            File.SetUnixFileMode(Path.Combine(copy, file), (UnixFileMode)Convert.ToInt32("644", 8));
        }

        return copy;
    }
}
