using Microsoft.AspNetCore.Components;
using MudBlazor;
using NexusQuantum.Domain.Vms;

namespace NexusQuantum.Web.Features.Vms.Parts;

/// <summary>Asks before a machine's power is cut or it is reset.</summary>
public sealed partial class CutDialog
{
    [Parameter]
    [EditorRequired]
    public VmView Vm { get; set; } = null!; // required by the editor

    [Parameter]
    [EditorRequired]
    public VmVerb Verb { get; set; }

    [CascadingParameter]
    private IMudDialogInstance Frame { get; set; } = null!; // cascaded by the dialog provider

    [Inject]
    private TimeProvider Clock { get; set; } = TimeProvider.System;
}
