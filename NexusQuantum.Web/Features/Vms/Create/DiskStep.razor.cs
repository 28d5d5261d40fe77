using System.Collections.Immutable;
using Microsoft.AspNetCore.Components;
using NexusQuantum.Domain.Networks;
using NexusQuantum.Web.Features.Hosts;
using NexusQuantum.Web.Features.Images;
using NexusQuantum.Web.Features.Networks;
using NexusQuantum.Web.Ui;

namespace NexusQuantum.Web.Features.Vms.Create;

/// <summary>How much disk, where, and on which network.</summary>
public sealed partial class DiskStep
{
    private const long MiB = 1024 * 1024;

    [Parameter]
    public IReadOnlyDictionary<string, string[]>? Errors { get; set; }

    [Parameter]
    public ImmutableArray<HostView> Hosts { get; set; } = [];

    [Parameter]
    public ImmutableArray<NetworkView> Networks { get; set; } = [];

    [Parameter]
    public ImageView? Image { get; set; }

    [Inject]
    private CreateDraft Draft { get; set; } = null!; // injected before any use

    private string DiskHint => Image is { } image
        ? $"At least the image's {Units.Bytes(image.VirtualBytes)}. Copy on write: it takes only what is written, and grows to this at the first boot"
        : "Copy on write: it takes only what is written";

    /// <summary>The network it joins; null while that depends on which host is chosen for it.</summary>
    private NetworkView? Joined => Draft.Network is { } id ? Networks.FirstOrDefault(network => network.Facts.Id == id) : First;

    /// <summary>The first network of its host; null while nobody knows which host.</summary>
    private NetworkView? First => (Draft.Host ?? (Hosts is [var only] ? only.Id : null)) is { } host ? Networks.FirstOrDefault(network => network.HostId == host) : null;

    private void PlaceOn(HostView? host)
    {
        Draft.Host = host?.Id;
        if (host is not null && Networks.FirstOrDefault(network => network.Facts.Id == Draft.Network)?.HostId != host.Id)
        {
            Draft.Network = null;
        }

        Settle();
    }

    // A network belongs to one host, so choosing it chooses the host.
    private void Join(NetworkView? network)
    {
        Draft.Network = network?.Facts.Id;
        Draft.Host = network?.HostId ?? Draft.Host;
        Settle();
    }

    // What the other network cannot do is not asked of it behind the fields' back.
    private void Settle()
    {
        Draft.FixedAddress &= AddressFields.WhyNot(Joined) is null;
        if (Joined is { Facts.Mode: not NetworkMode.Bridged })
        {
            Draft.Gateway = Draft.NameServers = string.Empty;
        }
    }

    private static long? Free(HostView host) => host.Facts is { } facts ? Math.Max(0, facts.MemoryBytes / MiB - host.ReservedMemoryMiB - host.PromisedMemoryMiB) : null;

    private static string HostSays(HostView host)
    {
        var engine = host.Facts?.Engines.FirstOrDefault();
        return string.Join(" · ", new[]
        {
            Units.Count(host.VmCount, "machine", "machines"),
            engine is null ? "no engine found" : $"{Parts.EngineWords.Of(engine.Kind)} {engine.Version}, {Parts.EngineWords.Of(engine.Accelerator)}",
        });
    }

    private static string NetworkSays(NetworkView network) => string.Join(" · ", new[]
    {
        NetworkWords.Mode(network.Facts.Mode, network.Facts.Uplink),
        network.Facts.Outbound ? null : "nothing outside can be reached",
        network.Facts.Mode == NetworkMode.Bridged ? Units.Count(network.Facts.AddressesUsed, "machine on it", "machines on it") : Units.Count(network.Facts.AddressesUsed, "address given", "addresses given"),
        network.Facts.Note,
    }.Where(part => part is not null));
}
