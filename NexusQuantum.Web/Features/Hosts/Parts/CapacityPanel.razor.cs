using System.Collections.Immutable;
using System.Globalization;
using Microsoft.AspNetCore.Components;
using NexusQuantum.Domain.Errors;
using NexusQuantum.Web.Http;

namespace NexusQuantum.Web.Features.Hosts.Parts;

/// <summary>What more fits on the hosts, and what if one is lost. The question stands in the address, so it can be shared.</summary>
public sealed partial class CapacityPanel
{
    private static readonly string[] Ratios = ["1", "2", "4", "8"];
    private (HostView[] Hosts, CapacityQuery Query)? _answered;
    private CapacityView? _view;
    private Problem? _problem;
    private IReadOnlyDictionary<string, string[]>? _errors;

    /// <summary>All hosts; another array when something about them changed.</summary>
    [Parameter]
    [EditorRequired]
    public HostView[] Hosts { get; set; } = [];

    [SupplyParameterFromQuery(Name = "vms")]
    private string? Vms { get; set; }

    [SupplyParameterFromQuery(Name = "memory")]
    private string? Memory { get; set; }

    [SupplyParameterFromQuery(Name = "vcpus")]
    private string? Vcpus { get; set; }

    [SupplyParameterFromQuery(Name = "disk")]
    private string? Disk { get; set; }

    [SupplyParameterFromQuery(Name = "ratio")]
    private string? Ratio { get; set; }

    [SupplyParameterFromQuery(Name = "reserve")]
    private string? Reserve { get; set; }

    [SupplyParameterFromQuery(Name = "lose")]
    private string? Lose { get; set; }

    [Inject]
    private FleetCapacity Fleet { get; set; } = null!; // injected before any use

    [Inject]
    private NavigationManager Navigation { get; set; } = null!; // injected before any use

    private ImmutableArray<LostMachineView> Homeless => _view?.Lost is { } lost ? [.. lost.Machines.Where(machine => machine.HostName is null)] : [];

    protected override async Task OnParametersSetAsync()
    {
        // The page renders for its clock too; counting anew is for another question or other hosts.
        var (query, unread) = Read();
        if (_answered is { } last && last.Hosts == Hosts && last.Query == query && unread.Count == 0)
        {
            return;
        }

        if (unread.Count > 0)
        {
            (_answered, _view, _errors, _problem) = (null, null, unread, null);
            return;
        }

        _answered = (Hosts, query);
        var answer = await Fleet.AskAsync(await CallerAsync(), query, Gone);
        (_view, _errors) = (answer.Value, answer.Error?.Fields);
        _problem = answer.Error is { Fields: null } error ? Problem.From(error) : null;
    }

    /// <summary>The question in the address, which anybody may have written, and what of it is no number.</summary>
    private (CapacityQuery Query, Dictionary<string, string[]> Unread) Read()
    {
        var unread = new Dictionary<string, string[]>(StringComparer.Ordinal);
        return (new(Number("vms", Vms), Number("memoryMiB", Memory), Number("vcpus", Vcpus), Number("diskGiB", Disk), Lose, null, Number("vcpusPerProcessor", Ratio), Number("reserveMiB", Reserve)), unread);

        int? Number(string name, string? text)
        {
            if (string.IsNullOrEmpty(text))
            {
                return null;
            }

            if (int.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number))
            {
                return number;
            }

            unread[name] = ["This is not a whole number that can be counted with."];
            return null;
        }
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
