using Microsoft.AspNetCore.Components;
using MudBlazor;
using NexusQuantum.Domain.Errors;
using NexusQuantum.Domain.Hosts;
using NexusQuantum.Domain.Vms;
using NexusQuantum.Web.Features.Hosts.Parts;
using NexusQuantum.Web.Features.Vms;
using NexusQuantum.Web.Live;
using NexusQuantum.Web.Ui;

namespace NexusQuantum.Web.Features.Hosts.Pages;

/// <summary>One host: what it is, what it can run and why, what is used and promised, its machines and charts.</summary>
public sealed partial class HostPage
{
    private static readonly TimeSpan Pace = TimeSpan.FromSeconds(5);
    private HostView? _host;
    private VmView[] _vms = [];
    private Problem? _missing;
    private Guid _followed;

    [Parameter]
    public Guid Id { get; set; }

    [Parameter]
    public string? Tab { get; set; }

    [SupplyParameterFromQuery(Name = "range")]
    public string? Range { get; set; }

    /// <summary>An earlier preflight to show.</summary>
    [SupplyParameterFromQuery(Name = "run")]
    public Guid? Run { get; set; }

    [Inject]
    private IHostApi Hosts { get; set; } = null!; // injected before any use

    [Inject]
    private IVmApi Vms { get; set; } = null!; // injected before any use

    [Inject]
    private IDialogService Dialogs { get; set; } = null!; // injected before any use

    [Inject]
    private NavigationManager Navigation { get; set; } = null!; // injected before any use

    private string Shown => Tab is "machines" or "metrics" or "preflight" ? Tab : "overview";

    protected override async Task OnParametersSetAsync()
    {
        if (_followed == Id)
        {
            return;
        }

        _followed = Id;
        var id = new HostId(Id);
        FollowOne(Hosts.Feed, id, Take);
        Follow(Vms.Feed, changes => TakeMachines(id, changes));
        FollowClock(Pace, () => _host is not null);
        if (_host is null)
        {
            var found = await Hosts.GetAsync(await CallerAsync(), id, Gone);
            (_host, _missing) = (_host ?? found.Value, found.Error is { } error && _host is null ? Problem.From(error) : null);
        }
    }

    private void Take(HostView? host)
    {
        if (host is null && _host is not null)
        {
            Navigation.NavigateTo(HostPaths.All);
        }
        else if (host is not null)
        {
            (_host, _missing) = (host, null);
        }
    }

    private void TakeMachines(HostId id, IReadOnlyDictionary<VmId, VmView?> changes)
    {
        if (changes.Any(change => change.Value is null || change.Value.Host.Id == id))
        {
            _vms = [.. (Me is { } caller ? Vms.Feed.Snapshot(caller) : []).Where(vm => vm.Host.Id == id).OrderBy(vm => vm.Name, StringComparer.Ordinal)];
        }
    }

    private Task EditAsync()
        => Dialogs.ShowAsync<EditHostDialog>(null, new DialogParameters<EditHostDialog> { { dialog => dialog.Host, _host } }, new DialogOptions { NoHeader = true, CloseOnEscapeKey = true, BackdropClick = false });

    private string? Here(string tab) => Shown == tab ? "page" : null;

    private string Facts(HostView host) => string.Join(" · ", new[]
    {
        $"joined {Times.Ago(host.JoinedAt, Now)}",
        host.Facts is { } facts ? $"agent {facts.AgentVersion}" : "no report yet",
        host.Address,
    });
}
