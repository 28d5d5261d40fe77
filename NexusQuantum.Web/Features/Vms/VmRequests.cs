using System.Collections.Immutable;
using NexusQuantum.Domain.Access;
using NexusQuantum.Domain.Engines;
using NexusQuantum.Domain.Hosts;
using NexusQuantum.Domain.Images;
using NexusQuantum.Domain.Networks;
using NexusQuantum.Domain.Vms;

namespace NexusQuantum.Web.Features.Vms;

/// <summary>A new VM, as <c>POST /v1/vms</c> takes it and the wizard builds it. Checked by the handler, all mistakes at once.</summary>
public sealed record CreateVmRequest
{
    public string? Name { get; init; }

    /// <summary>Null takes the default project, or the only one in which the caller may create.</summary>
    public ProjectId? ProjectId { get; init; }

    public int Vcpus { get; init; } = 1;

    public int MemoryMiB { get; init; } = 256;

    public ImageId? ImageId { get; init; }

    public int RootDiskGiB { get; init; } = 1;

    public NetworkId? NetworkId { get; init; }

    /// <summary>
    /// The address it is to have, <c>10.0.100.50</c> or with its prefix <c>192.168.1.20/24</c>; null to have the network give one. It cannot be changed
    /// later.
    /// </summary>
    public string? IpAddress { get; init; }

    /// <summary>With <see cref="IpAddress"/> on a bridged network: the router; null takes the network's own when that is known.</summary>
    public string? Gateway { get; init; }

    /// <summary>With <see cref="IpAddress"/> on a bridged network: at most three name servers; none takes the network's router when that is known.</summary>
    public ImmutableArray<string> NameServers { get; init; } = [];

    public HostId? HostId { get; init; }

    public EngineKind? Engine { get; init; }

    public MachineProfile? Profile { get; init; }

    public string? UserName { get; init; }

    /// <summary>Sealed at once and erased when the guest took it.</summary>
    public string? Password { get; init; }

    public ImmutableArray<string> SshKeys { get; init; } = [];

    public ImmutableArray<string> Tags { get; init; } = [];

    public string? Description { get; init; }

    public bool Start { get; init; } = true;

    /// <summary>Never prints the password.</summary>
    public override string ToString() => $"CreateVmRequest {{ Name = {Name} }}";
}

/// <summary>An edit, as <c>PATCH /v1/vms/{id}</c> takes it; null leaves a field as it is.</summary>
public sealed record EditVmRequest
{
    public string? Name { get; init; }

    public string? Description { get; init; }

    public ImmutableArray<string>? Tags { get; init; }

    public int? Vcpus { get; init; }

    public int? MemoryMiB { get; init; }

    /// <summary>The generation the editor saw; a newer one is a conflict. Null edits whatever is there.</summary>
    public long? Generation { get; init; }
}

/// <summary>Body of <c>POST /v1/vms/{id}/stop</c>.</summary>
public sealed record StopVmRequest
{
    /// <summary><c>graceful</c> or <c>force</c>.</summary>
    public string Mode { get; init; } = "graceful";

    /// <summary>Seconds until the power is cut, 1 to 3600.</summary>
    public int TimeoutSeconds { get; init; } = 30;
}

/// <summary>A page of a list.</summary>
/// <param name="Text">Parsed search terms (<c>state:running tag:ci name words</c>); null for all.</param>
/// <param name="Sort"><c>name</c>, <c>-name</c>, <c>state</c>, <c>createdAt</c>, <c>-createdAt</c>.</param>
/// <param name="Cursor">From the last page's <c>next</c>.</param>
/// <param name="Limit">1 to 500.</param>
/// <param name="Project">Only the machines of this project.</param>
public sealed record VmQuery(string? Text = null, string Sort = "name", string? Cursor = null, int Limit = 100, ProjectId? Project = null);

/// <summary>A page of VMs.</summary>
public sealed record VmPage(ImmutableArray<VmView> Items, string? Next);
