using Microsoft.AspNetCore.Components;
using MudBlazor;

namespace NexusQuantum.Web.Features.Vms.Parts;

/// <summary>Asks for the name before a machine and its disk are removed.</summary>
public sealed partial class DeleteDialog
{
    private string _typed = string.Empty;

    [Parameter]
    [EditorRequired]
    public VmView Vm { get; set; } = null!; // required by the editor

    [CascadingParameter]
    private IMudDialogInstance Frame { get; set; } = null!; // cascaded by the dialog provider

    private bool Matches => _typed.Trim() == Vm.Name;

    private void Delete()
    {
        if (Matches)
        {
            Frame.Close();
        }
    }
}
