using Microsoft.AspNetCore.Components;
using NexusQuantum.Domain.Vms;

namespace NexusQuantum.Web.Features.Vms.Parts;

/// <summary>The console tab. A shell that is open stays open when its guest falls silent: the terminal says so itself.</summary>
public sealed partial class MachineConsole
{
    private bool _opened;

    [Parameter]
    [EditorRequired]
    public VmView Vm { get; set; } = null!; // required by the editor

    [Parameter]
    public bool Shell { get; set; }

    [Parameter]
    public DateTimeOffset Now { get; set; }

    private string ConsoleAddress => VmPaths.Tab(Vm.Id, "console");

    private string? WhyNoShell => _opened ? null : VmReasons.WhyNoShell(Vm);

    protected override void OnParametersSet() => _opened = Shell && (_opened || VmReasons.WhyNoShell(Vm) is null) && Vm.State is not (VmState.Stopped or VmState.Failed);
}
