using System.Collections.Immutable;
using System.Runtime.CompilerServices;
using Microsoft.AspNetCore.Components;
using NexusQuantum.Domain.Vms;

namespace NexusQuantum.Web.Features.Vms.Parts;

/// <summary>The overview tab: figures, newest console lines, what happened, wish beside fact.</summary>
public sealed partial class MachineOverview
{
    private const int MostEvents = 8;
    private const int MostLines = 8;
    private const int LogBytes = 8 * 1024;
    private static readonly TimeSpan Pace = TimeSpan.FromSeconds(3);

    private ImmutableArray<VmEventView> _events = [];
    private string[]? _lines;
    private (VmState State, long Generation, DateTimeOffset? Guest)? _seen;

    [Parameter]
    [EditorRequired]
    public VmView Vm { get; set; } = null!; // required by the editor

    /// <summary>The page's now, so that all ages agree.</summary>
    [Parameter]
    [EditorRequired]
    public new DateTimeOffset Now { get; set; }

    [Inject]
    private IVmApi Vms { get; set; } = null!; // injected before any use

    protected override async Task OnInitializedAsync()
    {
        await ReadLogAsync();
        Follow(LogAsync, lines => _lines = lines);
    }

    protected override async Task OnParametersSetAsync()
    {
        var now = (Vm.State, Vm.Generation, Vm.Guest?.ConnectedAt);
        if (_seen != now)
        {
            _seen = now;
            var events = await Vms.EventsAsync(await CallerAsync(), Vm.Id, MostEvents, Gone);
            _events = events.Value is { IsDefault: false } read ? read : [];
        }
    }

    private async Task ReadLogAsync()
    {
        var log = await Vms.ConsoleLogAsync(await CallerAsync(), Vm.Id, LogBytes, Gone);
        _lines = log.Ok ? ConsoleText.Tail(log.Value, MostLines) : _lines;
    }

    // The log is asked for again while its machine runs; the console tab is the live view of it.
    private async IAsyncEnumerable<string[]> LogAsync([EnumeratorCancellation] CancellationToken cancellationToken)
    {
        using var timer = new PeriodicTimer(Pace, Clock);
        while (await timer.WaitForNextTickAsync(cancellationToken))
        {
            if (VmLifecycle.HasProcess(Vm.State))
            {
                var before = _lines;
                await ReadLogAsync();
                if (_lines is { } lines && (before is null || !lines.SequenceEqual(before)))
                {
                    yield return lines;
                }
            }
        }
    }
}
