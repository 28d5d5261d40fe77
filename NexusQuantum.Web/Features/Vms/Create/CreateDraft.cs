using System.Collections.Immutable;
using NexusQuantum.Domain.Access;
using NexusQuantum.Domain.Engines;
using NexusQuantum.Domain.Hosts;
using NexusQuantum.Domain.Images;
using NexusQuantum.Domain.Networks;

namespace NexusQuantum.Web.Features.Vms.Create;

/// <summary>What the wizard was told so far, for one circuit: it survives going back, forward and elsewhere. Gone once the machine is created.</summary>
internal sealed class CreateDraft
{
    public string Name { get; set; } = string.Empty;

    /// <summary>True once a person wrote the name: it is not proposed again.</summary>
    public bool NameIsGiven { get; set; }

    public ImageId? Image { get; set; }

    /// <summary>Null while there is no choice.</summary>
    public ProjectId? Project { get; set; }

    public int Vcpus { get; set; } = 1;

    public int MemoryMiB { get; set; } = 256;

    public int RootDiskGiB { get; set; } = 1;

    public MachineProfile? Profile { get; set; }

    public HostId? Host { get; set; }

    public NetworkId? Network { get; set; }

    /// <summary>True for an address of its own choice, false for one that the network gives.</summary>
    public bool FixedAddress { get; set; }

    public string IpAddress { get; set; } = string.Empty;

    public string Gateway { get; set; } = string.Empty;

    public string NameServers { get; set; } = string.Empty;

    public string UserName { get; set; } = string.Empty;

    public string Password { get; set; } = string.Empty;

    public string SshKeys { get; set; } = string.Empty;

    public string Tags { get; set; } = string.Empty;

    public string Description { get; set; } = string.Empty;

    public bool Start { get; set; } = true;

    /// <summary>Pressing create twice makes one machine.</summary>
    public string IdempotencyKey { get; private set; } = Guid.CreateVersion7().ToString("N");

    /// <summary>The keys, one a line.</summary>
    public ImmutableArray<string> Keys => [.. SshKeys.Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries)];

    /// <summary>The request as it would be sent.</summary>
    public CreateVmRequest Request => new()
    {
        Name = Name.Trim(),
        Vcpus = Vcpus,
        MemoryMiB = MemoryMiB,
        ImageId = Image,
        ProjectId = Project,
        RootDiskGiB = RootDiskGiB,
        NetworkId = Network,
        HostId = Host,
        IpAddress = FixedAddress ? IpAddress.Trim() : null,
        Gateway = FixedAddress && Gateway.Trim() is { Length: > 0 } router ? router : null,
        NameServers = FixedAddress ? Words(NameServers) : [],
        Profile = Profile,
        UserName = UserName.Trim() is { Length: > 0 } user ? user : null,
        Password = Password is { Length: > 0 } secret ? secret : null,
        SshKeys = Keys,
        Tags = Words(Tags),
        Description = Description.Trim() is { Length: > 0 } note ? note : null,
        Start = Start,
    };

    private static ImmutableArray<string> Words(string text) => [.. text.Split((char[])[' ', ','], StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries)];

    /// <summary>Begins anew.</summary>
    public void Clear()
    {
        (Name, NameIsGiven, Image, Vcpus, MemoryMiB, RootDiskGiB) = (string.Empty, false, null, 1, 256, 1);
        (Profile, Host, Network, Project, Start) = (null, null, null, null, true);
        FixedAddress = false;
        UserName = Password = SshKeys = Tags = Description = IpAddress = Gateway = NameServers = string.Empty;
        IdempotencyKey = Guid.CreateVersion7().ToString("N");
    }
}
