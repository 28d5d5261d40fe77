using System.Collections.Immutable;
using Microsoft.AspNetCore.Components;
using NexusQuantum.Domain.Access;
using NexusQuantum.Domain.Errors;
using NexusQuantum.Domain.Images;
using NexusQuantum.Web.Features.Access;
using NexusQuantum.Web.Features.Hosts;
using NexusQuantum.Web.Features.Images;
using NexusQuantum.Web.Features.Networks;
using NexusQuantum.Web.Features.Vms.Create;
using NexusQuantum.Web.Live;
using NexusQuantum.Web.Ui;
using NexusQuantum.Web.Ui.Shell;

namespace NexusQuantum.Web.Features.Vms.Pages;

/// <summary>
/// The wizard: five questions and a plan. It checks nothing itself: each step forward asks the handler for the plan and shows the
/// mistakes that belong to the steps answered so far.
/// </summary>
public sealed partial class CreatePage
{
    private ImmutableArray<ImageView> _images = [];
    private ImmutableArray<HostView> _hosts = [];
    private ImmutableArray<NetworkView> _networks = [];
    private ImmutableArray<ProjectView> _projects = [];
    private IReadOnlyDictionary<string, string[]>? _errors;
    private VmPlanView? _plan;
    private Problem? _problem;
    private string? _shown;
    private int _reached;

    /// <summary>Which step is shown.</summary>
    [SupplyParameterFromQuery(Name = "step")]
    public string? Step { get; set; }

    /// <summary>An image to start from, when another page offered it.</summary>
    [SupplyParameterFromQuery(Name = "image")]
    public string? FromImage { get; set; }

    [Inject]
    private CreateDraft Draft { get; set; } = null!; // injected before any use

    [Inject]
    private IVmApi Vms { get; set; } = null!; // injected before any use

    [Inject]
    private IImageApi Images { get; set; } = null!; // injected before any use

    [Inject]
    private IHostApi Hosts { get; set; } = null!; // injected before any use

    [Inject]
    private INetworkApi Networks { get; set; } = null!; // injected before any use

    [Inject]
    private IAccessApi Access { get; set; } = null!; // injected before any use

    [Inject]
    private NavigationManager Navigation { get; set; } = null!; // injected before any use

    [Inject]
    private DrawerBell Drawer { get; set; } = null!; // injected before any use

    private int Index => CreateStep.IndexOf(Step);

    private bool IsReview => Index == CreateStep.All.Length - 1;

    private ImageView? Image => _images.FirstOrDefault(image => image.Id == Draft.Image);

    private IEnumerable<string> Taken => (Me is { } me ? Vms.Feed.Snapshot(me) : []).Select(vm => vm.Name);

    private string? WhyNotCreate => _plan switch
    {
        null => _problem is null ? "The plan is being made." : "The plan has a mistake, shown above.",
        { Refusal: { } refusal } => refusal,
        _ => null,
    };

    protected override async Task OnInitializedAsync()
    {
        Follow(Images.Feed, _ => _images = [.. Images.Feed.Snapshot().Where(image => image.Kind == ImageKind.Root).OrderByDescending(image => image.Shipped).ThenBy(image => image.VirtualBytes).ThenBy(image => image.Name, StringComparer.Ordinal)]);
        Follow(Hosts.Feed, _ => _hosts = [.. Hosts.Feed.Snapshot().OrderBy(host => host.Name, StringComparer.Ordinal)]);
        if (Draft.Image is null && _images.Length > 0)
        {
            var asked = ImageId.TryParse(FromImage, null, out var id) ? _images.FirstOrDefault(image => image.Id == id) : null;
            SourceStep.Choose(Draft, asked ?? _images[0], Taken);
        }

        _projects = (await Access.ProjectsAsync(await CallerAsync(), Gone)).RemoveAll(project => !project.Permissions.Contains(Permission.VmCreate.Name()));
        if (_projects.Length > 1)
        {
            Draft.Project ??= (_projects.FirstOrDefault(project => project.Id == ProjectId.Default) ?? _projects[0]).Id;
        }

        var networks = await Networks.ListAsync(await CallerAsync(), Gone);
        _networks = networks.Value is { IsDefault: false } all ? all : [];
    }

    protected override async Task OnParametersSetAsync()
    {
        if (_shown == CreateStep.All[Index].Key)
        {
            return;
        }

        _shown = CreateStep.All[Index].Key;
        _reached = Math.Max(_reached, Index);
        _errors = null;
        _problem = null;
        if (IsReview)
        {
            await PlanAsync();
        }
    }

    /// <summary>What a step was answered, under its head.</summary>
    private string Answer(int index) => CreateStep.All[index].Key switch
    {
        "source" => Image?.Name ?? "No image yet",
        "size" => $"{Draft.Vcpus} vCPU, {Units.MiB(Draft.MemoryMiB)}",
        "disk" => $"{Draft.RootDiskGiB} GiB, {_networks.FirstOrDefault(network => network.Facts.Id == Draft.Network)?.Facts.Name ?? "first network"}{(Draft.FixedAddress && Draft.IpAddress.Length > 0 ? ", " + Draft.IpAddress : null)}",
        "access" => AccessStep.Answer(Draft),
        _ => "Nothing has happened yet",
    };

    private static string Address(int index) => $"{VmPaths.Create}?step={CreateStep.All[index].Key}";

    private async Task ForwardAsync()
    {
        if (IsReview)
        {
            return;
        }

        var plan = await Vms.PlanAsync(await CallerAsync(), Draft.Request, Gone);
        var asked = CreateStep.All[Index].Fields;
        _errors = plan.Error?.Fields?.Where(pair => asked.Contains(pair.Key)).ToDictionary(StringComparer.Ordinal);
        if (_errors is null or { Count: 0 })
        {
            _errors = null;
            Navigation.NavigateTo(Address(Index + 1));
        }
    }

    private async Task PlanAsync()
    {
        var plan = await Vms.PlanAsync(await CallerAsync(), Draft.Request, Gone);
        _plan = plan.Value;
        _problem = plan.Error is { } error ? Problem.From(error) : null;
    }

    private async Task CreateAsync()
    {
        var created = await Vms.CreateAsync(await CallerAsync(), Draft.Request, Draft.IdempotencyKey, Gone);
        if (created.Error is { } error)
        {
            _problem = Problem.From(error);
            return;
        }

        Draft.Clear();
        Drawer.Show(created.Value!.Id); // no error, so a value
        Navigation.NavigateTo(VmPaths.One(new(created.Value.Subject.Id)));
    }
}
