using System.Collections.Immutable;
using Microsoft.AspNetCore.Components;
using NexusQuantum.Domain.Errors;
using NexusQuantum.Web.Http;

namespace NexusQuantum.Web.Features.Hosts.Parts;

/// <summary>What more fits on the hosts, and what if one is lost. The question stands in the address, so it can be shared.</summary>
public sealed partial class CapacityPanel
{
    private static readonly int[] Ratios = [1, 2, 4, 8];
    private (HostView[] Hosts, CapacityQuery Query)? _answered;
    private CapacityView? _view;
    private Problem? _problem;
    private IReadOnlyDictionary<string, string[]>? _errors;

    /// <summary>All hosts; another array when something about them changed.</summary>
    [Parameter]
    [EditorRequired]
    public HostView[] Hosts { get; set; } = [];

    [SupplyParameterFromQuery(Name = "vms")]
    private int? Vms { get; set; }

    [SupplyParameterFromQuery(Name = "memory")]
    private int? Memory { get; set; }

    [SupplyParameterFromQuery(Name = "vcpus")]
    private int? Vcpus { get; set; }

    [SupplyParameterFromQuery(Name = "disk")]
    private int? Disk { get; set; }

    [SupplyParameterFromQuery(Name = "ratio")]
    private int? Ratio { get; set; }

    [SupplyParameterFromQuery(Name = "reserve")]
    private int? Reserve { get; set; }

    [SupplyParameterFromQuery(Name = "lose")]
    private string? Lose { get; set; }

    [Inject]
    private FleetCapacity Fleet { get; set; } = null!; // injected before any use

    [Inject]
    private NavigationManager Navigation { get; set; } = null!; // injected before any use

    private CapacityQuery Query => new(Vms, Memory, Vcpus, Disk, Lose, null, Ratio, Reserve);

    private ImmutableArray<LostMachineView> Homeless => _view?.Lost is { } lost ? [.. lost.Machines.Where(machine => machine.HostName is null)] : [];

    protected override async Task OnParametersSetAsync()
    {
        // The page renders for its clock too; counting anew is for another question or other hosts.
        if (_answered is { } last && last.Hosts == Hosts && last.Query == Query)
        {
            return;
        }

        _answered = (Hosts, Query);
        var answer = await Fleet.AskAsync(await CallerAsync(), Query, Gone);
        (_view, _errors) = (answer.Value, answer.Error?.Fields);
        _problem = answer.Error is { Fields: null } error ? Problem.From(error) : null;
    }

    /// <summary>The rest of its memory is the whole: what the host keeps is nobody's to promise.</summary>
    private static double? Share(HostCapacityView host)
        => host.MemoryMiB - host.ReservedMemoryMiB is > 0 and var whole ? Math.Min(1, (double)host.PromisedMemoryMiB / whole) : null;

    private void Go(string name, ChangeEventArgs args)
    {
        var text = args.Value as string;
        Navigation.NavigateTo(Navigation.GetUriWithQueryParameter(name, string.IsNullOrWhiteSpace(text) ? null : text), replace: true);
    }
}
