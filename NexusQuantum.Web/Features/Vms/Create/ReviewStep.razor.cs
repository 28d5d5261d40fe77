using System.Collections.Immutable;
using Microsoft.AspNetCore.Components;
using MudBlazor;
using NexusQuantum.Domain.Networks;
using NexusQuantum.Web.Features.Images;
using NexusQuantum.Web.Features.Networks;
using NexusQuantum.Web.Ui;

namespace NexusQuantum.Web.Features.Vms.Create;

/// <summary>What would happen, where and why, and the same as a call of the API. Nothing has happened yet.</summary>
public sealed partial class ReviewStep
{
    private bool _copied;

    [Parameter]
    public VmPlanView? Plan { get; set; }

    [Parameter]
    public ImageView? Image { get; set; }

    [Parameter]
    public ImmutableArray<NetworkView> Networks { get; set; } = [];

    [Inject]
    private CreateDraft Draft { get; set; } = null!; // injected before any use

    [Inject]
    private Browser Browser { get; set; } = null!; // injected before any use

    private ImmutableArray<CurlPart> Curl => CreateCurl.Of(Draft.Request, Draft.IdempotencyKey);

    private NetworkView? Joined => (Plan?.Network?.Id ?? Draft.Network) is { } id ? Networks.FirstOrDefault(network => network.Facts.Id == id) : null;

    private string Network => Joined is { } network ? $"{network.Facts.Name} on {network.HostName}, {NetworkWords.Mode(network.Facts.Mode, network.Facts.Uplink)}" : "the host's first";

    private string Address => (Plan?.StaticAddress, Joined?.Facts.Mode) switch
    {
        ({ } asked, _) => $"{NetworkWords.Address(asked)}, fixed",
        (null, _) when Draft.FixedAddress => $"{Draft.IpAddress}, fixed",
        (null, NetworkMode.Bridged) => "given by its router (DHCP)",
        (null, NetworkMode.User) => "its engine's own, reached from nowhere",
        _ => "given by the network's pool",
    };

    private async Task CopyAsync() => _copied = await Browser.CopyAsync(CreateCurl.Text(Curl));

    private static string? Expected(VmPlanView plan) => plan.ExpectedSeconds is { } seconds
        ? $"about {Took(seconds)}, the median of the last {Units.Count(plan.ExpectedFrom)} on {plan.Hosts.FirstOrDefault(host => host.Chosen)?.Name}"
        : null;

    private static string Took(double seconds) => seconds < 0.01 ? "< 10 ms" : Units.Duration(TimeSpan.FromSeconds(seconds));

    private static string Sign(VmPlacement host) => host switch
    {
        { Chosen: true } => Icons.Material.Filled.Check,
        { Fits: true } => Icons.Material.Outlined.Circle,
        _ => Icons.Material.Filled.Remove,
    };
}
