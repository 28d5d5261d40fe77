using System.Collections.Immutable;
using Microsoft.AspNetCore.Components;
using MudBlazor;
using NexusQuantum.Domain.Access;
using NexusQuantum.Domain.Errors;
using NexusQuantum.Domain.Metrics;
using NexusQuantum.Domain.Vms;
using NexusQuantum.Web.Features.Access;
using NexusQuantum.Web.Features.Metrics;
using NexusQuantum.Web.Live;
using NexusQuantum.Web.Ui.Parts;

namespace NexusQuantum.Web.Features.Vms.Pages;

/// <summary>All machines, live: filtered by a query that lives in the address, virtualised, with verbs for one and for many.</summary>
public sealed partial class Machines
{
    private const float RowHeight = 34;
    private static readonly TimeSpan SamplePace = TimeSpan.FromSeconds(5);
    private readonly HashSet<VmId> _selected = [];
    private ImmutableArray<ProjectView> _projects = [];
    private VmView[] _shown = [];
    private VmTerms _terms = VmTerms.None;
    private VmTally _tally;
    private Problem? _problem;
    private VmId? _menuFor;

    /// <summary>The query.</summary>
    [SupplyParameterFromQuery(Name = "q")]
    private string? Query { get; set; }

    /// <summary><c>needs</c> for those that need a person.</summary>
    [SupplyParameterFromQuery(Name = "view")]
    private string? View { get; set; }

    /// <summary><c>name</c>, <c>-name</c>, <c>state</c>, …</summary>
    [SupplyParameterFromQuery(Name = "sort")]
    private string? Sort { get; set; }

    /// <summary>Only the machines of this project.</summary>
    [SupplyParameterFromQuery(Name = "project")]
    private Guid? Only { get; set; }

    [Inject]
    private IAccessApi Access { get; set; } = null!; // injected before any use

    [Inject]
    private IVmApi Api { get; set; } = null!; // injected before any use

    [Inject]
    private IMetricApi Metrics { get; set; } = null!; // injected before any use

    [Inject]
    private NavigationManager Navigation { get; set; } = null!; // injected before any use

    [Inject]
    private IDialogService Dialogs { get; set; } = null!; // injected before any use

    // Asked of the feed and not kept: ten thousand machines, once for each open page.
    private IReadOnlyCollection<VmView> Seen => Me is { } caller ? Api.Feed.Snapshot(caller) : [];

    private bool NeedsYou => View == "needs";

    private string Order => Sort ?? "state";

    private bool AllSelected => _shown.Length > 0 && _shown.All(vm => _selected.Contains(vm.Id));

    private VmView[] Chosen => _selected.Count == 0 ? [] : [.. _selected.Select(id => Me is { } caller ? Api.Feed.Find(caller, id) : null).OfType<VmView>().OrderBy(vm => vm.Name, StringComparer.Ordinal)];

    protected override void OnInitialized()
    {
        Follow(Api.Feed, Apply);
        FollowClock(SamplePace, () => true);
    }

    protected override async Task OnInitializedAsync() => _projects = (await Access.ProjectsAsync(await CallerAsync(), Gone)).RemoveAll(project => !project.Permissions.Contains(Permission.VmRead.Name()));

    protected override void OnParametersSet()
    {
        _terms = VmTerms.Parse(Query);
        Show();
    }

    private static TimeSpan? Up(VmView vm, DateTimeOffset now)
        => vm is { StartedAt: { } started, State: not VmState.Unknown } && VmLifecycle.HasProcess(vm.State) ? now - started : null;

    private TimeSpan? UpFor(VmView vm) => Up(vm, Now);

    private ImmutableArray<Stamped<VmSample>> Recent(VmView vm) => Metrics.Recent(vm.Id, Recents.Wanted);

    private string RowClass(VmView vm, int row) => _selected.Contains(vm.Id) ? "nq-selected" : string.Empty;

    private void Apply(IReadOnlyDictionary<VmId, VmView?> changes)
    {
        _selected.ExceptWith(changes.Where(change => change.Value is null).Select(change => change.Key));
        Show();
    }

    private void Show()
    {
        var seen = Seen;
        _tally = VmTally.Of(seen);
        var matching = seen.Where(vm => _terms.Matches(vm) && (Only is null || vm.ProjectId.Value == Only) && (!NeedsYou || VmTally.Sort(vm) is VmStanding.Failed or VmStanding.NotSeen or VmStanding.Differs));
        var down = Order.StartsWith('-');
        // The name settles every tie, so that rows do not swap places while states change elsewhere.
        var sorted = Order.TrimStart('-') switch
        {
            "name" => matching.OrderBy(vm => vm.Name, StringComparer.Ordinal),
            "host" => matching.OrderBy(vm => vm.Host.Name, StringComparer.Ordinal).ThenBy(vm => vm.Name, StringComparer.Ordinal),
            "up" => matching.OrderBy(vm => Up(vm, Now) ?? TimeSpan.MaxValue).ThenBy(vm => vm.Name, StringComparer.Ordinal),
            _ => matching.OrderBy(vm => StateLook.Of(vm.State).Rank).ThenBy(vm => vm.Name, StringComparer.Ordinal),
        };
        _shown = down ? [.. sorted.Reverse()] : [.. sorted];
    }

    private string? ProjectName(VmView vm) => _projects.FirstOrDefault(project => project.Id == vm.ProjectId)?.Name;

    private string Here(bool? needs = null, VmTerms? terms = null, string? sort = null)
        => Navigation.GetUriWithQueryParameters(VmPaths.All, new Dictionary<string, object?>
        {
            ["view"] = needs ?? NeedsYou ? "needs" : null,
            ["q"] = (terms ?? _terms) is { All.IsEmpty: false } some ? some.ToString() : null,
            ["sort"] = sort ?? Sort,
            ["project"] = Only,
        });

    private void Ask(VmTerms terms) => Navigation.NavigateTo(Here(terms: terms), replace: true);

    private void Narrow(ChangeEventArgs args) => Navigation.NavigateTo(Navigation.GetUriWithQueryParameter("project", Guid.TryParse(args.Value as string, out var only) ? only : (Guid?)null), replace: true);

    private void SortBy(string order) => Navigation.NavigateTo(Here(sort: order), replace: true);

    private void Select(VmView vm, ChangeEventArgs args) => _ = args.Value is true ? _selected.Add(vm.Id) : _selected.Remove(vm.Id);

    private void SelectAll(ChangeEventArgs args)
    {
        _selected.Clear();
        if (args.Value is true)
        {
            _selected.UnionWith(_shown.Select(vm => vm.Id));
        }
    }

    private async Task DoAsync(IReadOnlyCollection<VmView> vms, VmVerb verb)
    {
        _menuFor = null;
        if (verb == VmVerb.Delete)
        {
            if (await VmConfirm.AskDeleteAsync(Dialogs, vms, Times) is { } whenAway)
            {
                _problem = await VmActions.DeleteAsync(Api, await CallerAsync(), vms, whenAway, Gone);
            }
        }
        else if (await VmConfirm.AskAsync(Dialogs, vms, verb))
        {
            _problem = await VmActions.DoAsync(Api, await CallerAsync(), vms, verb, Gone);
        }
    }
}
