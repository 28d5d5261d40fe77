using System.Collections.Immutable;
using Microsoft.AspNetCore.Components;
using NexusQuantum.Domain.Engines;
using NexusQuantum.Web.Features.Hosts;

namespace NexusQuantum.Web.Features.Vms.Create;

/// <summary>How large it is, and in which shape of machine it runs.</summary>
public sealed partial class SizeStep
{
    private static readonly (int Vcpus, int MemoryMiB, string Word)[] Presets = [(1, 256, "Tiny"), (1, 1024, "Small"), (2, 2048, "Medium"), (4, 8192, "Large")];

    private static readonly (MachineProfile? Profile, string Word, string Says)[] Profiles =
    [
        (null, "Chosen by the host", "The quickest profile the host's engine offers"),
        (MachineProfile.Microvm, "microvm", "Fewest devices, quickest start; its shape is fixed while it runs"),
        (MachineProfile.Standard, "standard", "A PC with PCI Express; slower start, for images that need one"),
    ];

    [Parameter]
    public IReadOnlyDictionary<string, string[]>? Errors { get; set; }

    [Parameter]
    public ImmutableArray<HostView> Hosts { get; set; } = [];

    [Inject]
    private CreateDraft Draft { get; set; } = null!; // injected before any use

    private (int? Vcpus, long? Free) Most => (
        Hosts.Max(host => host.Facts?.CpuCount),
        Hosts.Max(host => host.Facts is { } facts ? Math.Max(0, facts.MemoryBytes / (1024 * 1024) - host.ReservedMemoryMiB - host.PromisedMemoryMiB) : (long?)null));
}
