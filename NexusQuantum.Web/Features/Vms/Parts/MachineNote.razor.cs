using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Authorization;
using NexusQuantum.Domain.Vms;
using NexusQuantum.Web.Http;

namespace NexusQuantum.Web.Features.Vms.Parts;

/// <summary>The note of a machine.</summary>
public sealed partial class MachineNote
{
    private bool _editing;
    private string _text = string.Empty;
    private IReadOnlyDictionary<string, string[]>? _errors;

    [Parameter]
    [EditorRequired]
    public VmView Vm { get; set; } = null!; // required by the editor

    [CascadingParameter]
    private Task<AuthenticationState> Signed { get; set; } = null!; // cascaded by the router

    [Inject]
    private IVmApi Vms { get; set; } = null!; // injected before any use

    private void Begin() => (_editing, _text, _errors) = (true, Vm.Description ?? string.Empty, null);

    private async Task SaveAsync()
    {
        var saved = await Vms.EditAsync((await Signed).User.ToCaller(), Vm.Id, new EditVmRequest { Description = _text.Trim() }, CancellationToken.None);
        _editing = !saved.Ok;
        _errors = saved.Error is { } error ? error.Fields ?? new Dictionary<string, string[]>(StringComparer.Ordinal) { ["description"] = [error.Message] } : null;
    }
}
