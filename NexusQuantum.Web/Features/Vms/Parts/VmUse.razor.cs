using System.Collections.Immutable;
using Microsoft.AspNetCore.Components;
using NexusQuantum.Domain.Metrics;
using NexusQuantum.Web.Features.Metrics;
using NexusQuantum.Web.Ui;

namespace NexusQuantum.Web.Features.Vms.Parts;

/// <summary>How busy a machine is.</summary>
public sealed partial class VmUse
{
    private double?[] _bars = [];
    private double? _cpu;
    private string _memory = string.Empty;

    [Parameter]
    [EditorRequired]
    public VmView Vm { get; set; } = null!; // required

    [Parameter]
    [EditorRequired]
    public ImmutableArray<Stamped<VmSample>> Samples { get; set; } = [];

    [Parameter]
    [EditorRequired]
    public DateTimeOffset Now { get; set; }

    protected override void OnParametersSet()
    {
        var newest = Recents.Newest(Samples, Now);
        _cpu = newest is null ? null : Recents.Cpu(newest, Vm.Vcpus);
        _bars = _cpu is null ? [] : Recents.Share(Samples, sample => Recents.Cpu(sample, Vm.Vcpus), Now);
        if (newest is not null && Recents.Memory(newest) is { } memory)
        {
            var (used, whole) = Units.Part(memory.Used, memory.Whole);
            _memory = $"{used} of {whole}";
        }
        else
        {
            _memory = Units.MiB(Vm.MemoryMiB);
        }
    }
}
