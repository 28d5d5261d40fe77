using System.Collections.Immutable;
using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Authorization;
using MudBlazor;
using NexusQuantum.Domain.Errors;
using NexusQuantum.Domain.Vms;
using NexusQuantum.Web.Http;

namespace NexusQuantum.Web.Features.Vms.Parts;

/// <summary>Edits a machine. It sends only what was changed, with the generation it saw: a newer edit by somebody else is a conflict, not overwritten.</summary>
public sealed partial class EditDialog
{
    private string _name = string.Empty;
    private string _tags = string.Empty;
    private string _note = string.Empty;
    private int _vcpus;
    private int _memory;
    private Problem? _problem;
    private bool _busy;

    [Parameter]
    [EditorRequired]
    public VmView Vm { get; set; } = null!; // required by the editor

    [CascadingParameter]
    private IMudDialogInstance Frame { get; set; } = null!; // cascaded by the dialog provider

    [CascadingParameter]
    private Task<AuthenticationState> Signed { get; set; } = null!; // cascaded by the router

    [Inject]
    private IVmApi Vms { get; set; } = null!; // injected before any use

    private IReadOnlyDictionary<string, string[]>? Errors { get; set; }

    private bool Runs => VmLifecycle.HasProcess(Vm.State);

    private ImmutableArray<string> Tags => [.. _tags.Split((char[])[' ', ','], StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries)];

    private EditVmRequest Edit => new()
    {
        Name = _name.Trim() == Vm.Name ? null : _name.Trim(),
        Description = _note.Trim() == (Vm.Description ?? string.Empty) ? null : _note.Trim(),
        Tags = Tags.SequenceEqual(Vm.Tags) ? null : Tags,
        Vcpus = _vcpus == Vm.Vcpus ? null : _vcpus,
        MemoryMiB = _memory == Vm.MemoryMiB ? null : _memory,
    };

    private bool Changed => Edit is not { Name: null, Description: null, Tags: null, Vcpus: null, MemoryMiB: null };

    protected override void OnInitialized()
        => (_name, _vcpus, _memory, _tags, _note) = (Vm.Name, Vm.Vcpus, Vm.MemoryMiB, string.Join(' ', Vm.Tags), Vm.Description ?? string.Empty);

    private async Task SaveAsync()
    {
        if (!Changed || _busy)
        {
            return;
        }

        _busy = true;
        var saved = await Vms.EditAsync((await Signed).User.ToCaller(), Vm.Id, Edit with { Generation = Vm.Generation }, CancellationToken.None);
        _busy = false;
        if (saved.Ok)
        {
            Frame.Close();
            return;
        }

        Errors = saved.Error.Fields;
        _problem = Errors is { Count: > 0 } ? null : Problem.From(saved.Error);
    }
}
