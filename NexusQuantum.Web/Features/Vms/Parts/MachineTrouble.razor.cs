using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Authorization;
using NexusQuantum.Domain.Errors;
using NexusQuantum.Domain.Vms;
using NexusQuantum.Web.Http;

namespace NexusQuantum.Web.Features.Vms.Parts;

/// <summary>Failed, out of reach, or wished twice: said with the next action.</summary>
public sealed partial class MachineTrouble
{
    [Parameter]
    [EditorRequired]
    public VmView Vm { get; set; } = null!; // required by the editor

    [Parameter]
    [EditorRequired]
    public DateTimeOffset Now { get; set; }

    /// <summary>Told when an action was refused.</summary>
    [Parameter]
    public EventCallback<Problem?> Failed { get; set; }

    [CascadingParameter]
    private Task<AuthenticationState> Signed { get; set; } = null!; // cascaded by the router

    [Inject]
    private IVmApi Vms { get; set; } = null!; // injected before any use

    private async Task StartAsync()
    {
        var asked = await Vms.DoAsync((await Signed).User.ToCaller(), Vm.Id, VmVerb.Start, null, null, CancellationToken.None);
        await Failed.InvokeAsync(asked.Error is { } error ? Problem.From(error) : null);
    }

    private async Task SettleAsync(bool keepAgents)
    {
        var settled = await Vms.SettleAsync((await Signed).User.ToCaller(), Vm.Id, keepAgents, CancellationToken.None);
        await Failed.InvokeAsync(settled.Error is { } error ? Problem.From(error) : null);
    }
}
