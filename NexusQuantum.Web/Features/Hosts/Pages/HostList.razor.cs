using Microsoft.AspNetCore.Components;
using MudBlazor;
using NexusQuantum.Domain.Errors;
using NexusQuantum.Domain.Hosts;
using NexusQuantum.Web.Features.Hosts.Parts;
using NexusQuantum.Web.Features.Metrics;
using NexusQuantum.Web.Ui;
using NexusQuantum.Web.Ui.Parts;

namespace NexusQuantum.Web.Features.Hosts.Pages;

/// <summary>All hosts, live: what runs machines there and why, and how much is left.</summary>
public sealed partial class HostList
{
    private static readonly TimeSpan SamplePace = TimeSpan.FromSeconds(5);
    private readonly Dictionary<HostId, HostView> _all = [];
    private HostView[] _shown = [];
    private Problem? _problem;
    private bool _asked;

    /// <summary>1 opens the dialog that joins a host.</summary>
    [SupplyParameterFromQuery(Name = "add")]
    private int? Add { get; set; }

    [Inject]
    private IHostApi Api { get; set; } = null!; // injected before any use

    [Inject]
    private IMetricApi Metrics { get; set; } = null!; // injected before any use

    [Inject]
    private IDialogService Dialogs { get; set; } = null!; // injected before any use

    protected override void OnInitialized()
    {
        Follow(Api.Feed, Apply);
        FollowClock(SamplePace, () => true);
    }

    protected override async Task OnAfterRenderAsync(bool firstRender)
    {
        if (firstRender && Add == 1 && !_asked)
        {
            _asked = true;
            await AddAsync();
        }
    }

    private static string? WhyNotForget(HostView host)
        => host.VmCount > 0 ? $"It has {Units.Count(host.VmCount, "machine", "machines")}. Delete {(host.VmCount == 1 ? "it" : "them")} first." : null;

    private void Apply(IReadOnlyDictionary<HostId, HostView?> changes)
    {
        foreach (var (id, host) in changes)
        {
            if (host is null)
            {
                _all.Remove(id);
            }
            else
            {
                _all[id] = host;
            }
        }

        _shown = [.. _all.Values.OrderBy(host => host.Name, StringComparer.Ordinal)];
    }

    private Task AddAsync() => Dialogs.ShowAsync<AddHost>((string?)null, new DialogOptions { NoHeader = true, CloseOnEscapeKey = true });

    private async Task ForgetAsync(HostView host)
    {
        if (await ConfirmDialog.AskAsync(Dialogs, $"Forget {host.Name}?", "Forget host", ["The portal stops talking to it and its certificate is refused from then on. To use it again it has to join anew."]))
        {
            var result = await Api.RemoveAsync(await CallerAsync(), host.Id, Gone);
            _problem = result.Ok ? null : Problem.From(result.Error);
        }
    }
}
