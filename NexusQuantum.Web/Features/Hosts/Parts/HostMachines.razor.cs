using Microsoft.AspNetCore.Components;
using NexusQuantum.Web.Features.Vms;

namespace NexusQuantum.Web.Features.Hosts.Parts;

/// <summary>The machines tab of a host.</summary>
public sealed partial class HostMachines
{
    // The whole list, virtualised and searchable, is the machines page.
    private const int Most = 200;

    [Parameter]
    [EditorRequired]
    public IReadOnlyList<VmView> Vms { get; set; } = [];

    [Parameter]
    [EditorRequired]
    public DateTimeOffset Now { get; set; }
}
