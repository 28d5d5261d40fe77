using Microsoft.AspNetCore.Components;
using MudBlazor;
using NexusQuantum.Domain.Errors;
using NexusQuantum.Domain.Vms;

namespace NexusQuantum.Web.Features.Vms.Pages;

/// <summary>One machine: wish and fact, console, charts, what was done to it. Tab, line and range live in the URL.</summary>
public sealed partial class MachinePage
{
    private static readonly (string Key, string Word)[] Tabs = [("overview", "Overview"), ("console", "Console"), ("metrics", "Metrics"), ("activity", "Activity")];
    private static readonly TimeSpan Pace = TimeSpan.FromSeconds(1);

    private VmView? _vm;
    private Problem? _missing;
    private Problem? _refused;
    private Guid _followed;

    [Parameter]
    public Guid Id { get; set; }

    [Parameter]
    public string? Tab { get; set; }

    /// <summary>Which line the console tab shows: <c>shell</c> or the serial port.</summary>
    [SupplyParameterFromQuery(Name = "line")]
    public string? Line { get; set; }

    [SupplyParameterFromQuery(Name = "range")]
    public string? Range { get; set; }

    [Inject]
    private IVmApi Vms { get; set; } = null!; // injected before any use

    [Inject]
    private NavigationManager Navigation { get; set; } = null!; // injected before any use

    [Inject]
    private ISnackbar Toasts { get; set; } = null!; // injected before any use

    private string Shown => Tabs.Any(tab => tab.Key == Tab) ? Tab! : "overview"; // one of the keys, so not null

    protected override async Task OnParametersSetAsync()
    {
        if (_followed == Id)
        {
            return;
        }

        _followed = Id;
        var id = new VmId(Id);
        FollowOne(Vms.Feed, id, view => Take(id, view));
        FollowClock(Pace, () => _vm is not null);
        if (_vm is null)
        {
            var found = await Vms.GetAsync(await CallerAsync(), id, Gone);
            (_vm, _missing) = (_vm ?? found.Value, found.Error is { } error && _vm is null ? Problem.From(error) : null);
        }
    }

    private string Address(string tab) => tab == "overview" ? VmPaths.One(new VmId(Id)) : VmPaths.Tab(new VmId(Id), tab);

    private void Take(VmId id, VmView? view)
    {
        if (view is null && _vm?.Id == id)
        {
            Toasts.Add($"{_vm.Name} is deleted", Severity.Normal);
            Navigation.NavigateTo(VmPaths.All);
            return;
        }

        if (view is not null)
        {
            // An error of the last click is over when the machine moves on.
            _refused = _vm is null || _vm.Generation == view.Generation ? _refused : null;
            (_vm, _missing) = (view, null);
        }
    }
}
