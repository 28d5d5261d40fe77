using System.Collections.Immutable;
using System.Net;
using NexusQuantum.Agent.Engines;
using NexusQuantum.Agent.Engines.Qemu;
using NexusQuantum.Agent.Networks;
using NexusQuantum.Agent.Vms;
using NexusQuantum.Domain.Engines;
using NexusQuantum.Domain.Images;
using NexusQuantum.Domain.Networks;
using NexusQuantum.Domain.Vms;

namespace NexusQuantum.Agent.Tests.Engines.Qemu;

public sealed class QemuArgumentsTests
{
    private static readonly VmId Id = VmId.Parse("0198f2c0-0000-7000-8000-0123456789ab", null);

    [Theory]
    [InlineData(MachineProfile.Microvm, Accelerator.Tcg, true)]
    [InlineData(MachineProfile.Microvm, Accelerator.Tcg, false)]
    [InlineData(MachineProfile.Microvm, Accelerator.Kvm, true)]
    [InlineData(MachineProfile.Microvm, Accelerator.Kvm, false)]
    [InlineData(MachineProfile.Standard, Accelerator.Tcg, true)]
    [InlineData(MachineProfile.Standard, Accelerator.Tcg, false)]
    [InlineData(MachineProfile.Standard, Accelerator.Kvm, true)]
    [InlineData(MachineProfile.Standard, Accelerator.Kvm, false)]
    public void The_whole_command_line(MachineProfile profile, Accelerator accelerator, bool tap)
    {
        var wiring = new QemuWiring(tap ? [QemuWiring.FirstTap] : [], tap ? null : 40123);
        var arguments = QemuArguments.Build(Launch(profile, tap), Facts(accelerator), wiring);
        Recorded.Same($"{profile}-{accelerator}-{(tap ? "tap" : "user")}.txt".ToLowerInvariant(), string.Join('\n', arguments) + "\n");
    }

    [Fact]
    public void A_comma_in_a_path_is_a_character_not_syntax()
    {
        var disk = new EngineDisk("/srv/fc/vms/x/disks/a,file.locking=off.qcow2", ImageFormat.Qcow2, new EngineBacking("/srv/images/\"b\",c", ImageFormat.Ext4));
        var node = QemuBlock.Node("disk0", disk, "/srv/fc/vms/x");
        Assert.Contains("\"filename\":\"disks/a,file.locking=off.qcow2\"", node);
        Assert.Contains("\"filename\":\"/srv/images/\\\"b\\\",c\"", node);
    }

    [Fact]
    public void A_disk_without_backing_is_told_to_have_none()
        => Assert.Contains("\"backing\":null", QemuBlock.Node("disk0", new EngineDisk("/d", ImageFormat.Qcow2, null), "/x"));

    [Fact]
    public void A_qemu_without_filter_gets_no_filter_option()
        => Assert.DoesNotContain("-sandbox", QemuArguments.Build(Launch(MachineProfile.Microvm, false), Facts(Accelerator.Tcg) with { Sandbox = false }, new QemuWiring([], null)));

    private static QemuFacts Facts(Accelerator accelerator) => new()
    {
        Binary = "/usr/bin/qemu-system-x86_64",
        Version = "7.2.22",
        Profiles = [MachineProfile.Microvm, MachineProfile.Standard],
        Accelerator = accelerator,
        AcceleratorReason = "test",
        Sandbox = true,
        StandardOptions = ImmutableHashSet.Create("hpet", "i8042", "sata", "smbus", "usb", "vmport"),
        TscKhz = accelerator == Accelerator.Tcg ? 2596122 : null,
    };

    private static EngineLaunch Launch(MachineProfile profile, bool tap) => new()
    {
        Id = Id,
        Name = VmName.Parse("web", null),
        Directory = new VmDirectory($"/srv/fc/vms/{Id}"),
        Vcpus = 2,
        MemoryMiB = 512,
        Profile = profile,
        Kernel = "/srv/images/blobs/kernel",
        Initrd = "/srv/images/blobs/initrd",
        KernelWords = ["nexus.ip=10.0.100.2/24", "quiet"],
        Disks = [new EngineDisk($"/srv/fc/vms/{Id}/disks/root.qcow2", ImageFormat.Qcow2, new EngineBacking("/srv/images/blobs/root", ImageFormat.Ext4))],
        Nics =
        [
            new NicAttachment
            {
                Network = NetworkId.From(Id.Value),
                Mode = tap ? NetworkMode.Nat : NetworkMode.User,
                Mac = MacAddress.Parse("52:54:00:00:00:01", null),
                Tap = tap ? "nq123456789ab0" : null,
                Address = IPAddress.Parse(tap ? "10.0.100.2" : "10.0.2.15"),
                Prefix = 24,
                Gateway = IPAddress.Parse("10.0.100.1"),
                NameServers = [IPAddress.Parse("10.0.100.1")],
            },
        ],
    };
}
