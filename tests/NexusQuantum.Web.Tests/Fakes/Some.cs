using System.Collections.Immutable;
using NexusQuantum.Domain.Access;
using NexusQuantum.Domain.Engines;
using NexusQuantum.Domain.Hosts;
using NexusQuantum.Domain.Images;
using NexusQuantum.Domain.Operations;
using NexusQuantum.Domain.Vms;
using NexusQuantum.Web.Features.Hosts;
using NexusQuantum.Web.Features.Images;
using NexusQuantum.Web.Features.Vms;
using NexusQuantum.Web.Operations;

namespace NexusQuantum.Web.Tests.Fakes;

/// <summary>Views with sensible values; a test changes what it is about with <c>with</c>.</summary>
public static class Some
{
    public static readonly DateTimeOffset Now = new(2026, 11, 23, 2, 47, 46, TimeSpan.Zero);

    private const long GiB = 1024L * 1024 * 1024;

    public static HostView Host(string name = "fra-a1", bool reachable = true, int vmCount = 1) => new()
    {
        Id = HostId.New(),
        Name = name,
        Address = "10.0.0.11:9090",
        Reachable = reachable,
        UnreachableReason = reachable ? null : "The connection to 10.0.0.11:9090 timed out.",
        LastSeenAt = reachable ? Now : Now.AddMinutes(-4),
        Facts = Facts(name),
        PromisedMemoryMiB = 16 * 1024,
        PromisedVcpus = 8,
        ReservedMemoryMiB = 2048,
        VmCount = vmCount,
        JoinedAt = Now.AddDays(-3),
        CertificateExpiresAt = Now.AddDays(80),
        ClockSkewSeconds = 0.01,
    };

    public static HostFacts Facts(string name, Accelerator accelerator = Accelerator.Kvm) => new()
    {
        HostName = name,
        Distribution = "Debian GNU/Linux 12 (bookworm)",
        Kernel = "6.1.0-28-amd64",
        CpuModel = "AMD EPYC 7402P 24-Core Processor",
        CpuCount = 48,
        MemoryBytes = 64 * GiB,
        Disks = [new HostDisk("/srv/fc", "ext4", 900 * GiB, 500 * GiB)],
        Engines =
        [
            new EngineFacts
            {
                Kind = EngineKind.Qemu,
                Version = "7.2.19",
                Accelerator = accelerator,
                AcceleratorReason = accelerator == Accelerator.Kvm ? "A test guest answered through /dev/kvm in 84 ms." : "/dev/kvm opens, but a test guest did not answer within 2 s.",
                Profiles = [new ProfileFacts(MachineProfile.Microvm, [EngineFeature.Console, EngineFeature.Pause, EngineFeature.Reset, EngineFeature.PowerButton])],
            },
        ],
        Networks = [],
        Accounting = "cgroup v2",
        AgentVersion = "0.1.0",
        AgentIsRoot = true,
        BootedAt = Now.AddDays(-12),
    };

    public static ImageView Image(string name = "nexus-tiny", ImageKind kind = ImageKind.Root) => new()
    {
        ProjectId = ProjectId.Default,
        Id = ImageId.New(),
        Name = name,
        Kind = kind,
        Format = kind == ImageKind.Root ? ImageFormat.Ext4 : ImageFormat.BzImage,
        Digest = Digest.FromHash(System.Security.Cryptography.SHA256.HashData(System.Text.Encoding.UTF8.GetBytes(name))),
        Bytes = 24L * 1024 * 1024,
        VirtualBytes = 256L * 1024 * 1024,
        HasGuestAgent = true,
        Shipped = true,
        Hosts = [],
        VmCount = 3,
        AddedBy = "nexus",
        CreatedAt = Now.AddDays(-2),
    };

    public static VmView Vm(string name = "build-runner-14", VmState state = VmState.Running, VmPower power = VmPower.Running, HostView? host = null, params string[] tags) => new()
    {
        ProjectId = ProjectId.Default,
        Id = VmId.New(),
        Name = name,
        State = state,
        LastState = state == VmState.Unknown ? VmState.Running : state,
        ObservedAt = state == VmState.Unknown ? Now.AddMinutes(-4) : Now,
        StateSince = Now.AddHours(-1),
        Power = power,
        Host = host is null ? new VmHostRef(HostId.New(), "fra-a1", true) : new VmHostRef(host.Id, host.Name, host.Reachable),
        IpAddresses = state is VmState.Running or VmState.Paused ? ["10.0.100.14"] : [],
        Vcpus = 2,
        MemoryMiB = 1024,
        RootDiskGiB = 4,
        Engine = EngineKind.Qemu,
        Profile = MachineProfile.Microvm,
        Accelerator = Accelerator.Kvm,
        Image = new VmImageRef(ImageId.New(), "nexus-debian", Digest.FromHash(new byte[32])),
        Tags = [.. tags],
        CreatedAt = Now.AddDays(-5),
        StartedAt = state is VmState.Running or VmState.Paused or VmState.Stopping ? Now.AddDays(-3) : null,
        Generation = 1,
        AppliedGeneration = 1,
        Disabled = Enum.GetValues<VmVerb>()
            .Select(verb => (Verb: verb, Why: VmVerbs.WhyNot(verb, state, power)))
            .Where(pair => pair.Why is not null)
            .ToImmutableDictionary(pair => char.ToLowerInvariant(pair.Verb.ToString()[0]) + pair.Verb.ToString()[1..], pair => pair.Why!),
    };

    public static OrphanView Orphan(HostView host, string name = "left-behind", VmState state = VmState.Running, string? whyNot = null) => new()
    {
        Id = VmId.New(),
        HostId = host.Id,
        Name = name,
        State = state,
        StateSince = Now.AddHours(-2),
        Power = VmPower.Running,
        Vcpus = 2,
        MemoryMiB = 512,
        RootDiskGiB = 4,
        DiskBytes = 300L << 20,
        IpAddresses = [],
        WhyNotAdopt = whyNot,
    };

    public static OperationView Operation(string kind = "vm.create", string title = "Create machine", OperationSubject? subject = null, OperationStatus status = OperationStatus.Running) => new()
    {
        ProjectId = ProjectId.Default,
        Needs = "vm.power",
        Id = OperationId.New(),
        Kind = kind,
        Title = title,
        Subject = subject ?? new OperationSubject("vm", Guid.CreateVersion7(), "build-runner-31"),
        Status = status,
        Steps =
        [
            new OperationStep { Name = "Place on fra-a1", Status = StepStatus.Done, StartedAt = Now.AddSeconds(-2), EndedAt = Now.AddSeconds(-2).AddMilliseconds(4) },
            new OperationStep { Name = "Clone root disk", Status = StepStatus.Done, StartedAt = Now.AddSeconds(-1.9), EndedAt = Now.AddSeconds(-1.75), Detail = "from nexus-debian" },
            new OperationStep { Name = "Boot guest", Status = status == OperationStatus.Running ? StepStatus.Running : status == OperationStatus.Failed ? StepStatus.Failed : StepStatus.Done, StartedAt = Now.AddSeconds(-1.2), Detail = "qemu pid 51877, microvm, kvm" },
            new OperationStep { Name = "Wait for guest agent", Status = status == OperationStatus.Succeeded ? StepStatus.Done : StepStatus.Waiting },
        ],
        RequestedBy = "mara",
        Cancellable = status is OperationStatus.Running or OperationStatus.Queued,
        CreatedAt = Now.AddSeconds(-2),
        StartedAt = Now.AddSeconds(-2),
        EndedAt = status is OperationStatus.Running or OperationStatus.Queued ? null : Now,
    };
}
