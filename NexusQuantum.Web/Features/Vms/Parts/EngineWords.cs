using NexusQuantum.Domain.Engines;

namespace NexusQuantum.Web.Features.Vms.Parts;

/// <summary>Engines, profiles and accelerators as people write them.</summary>
internal static class EngineWords
{
    public static string Of(EngineKind engine) => engine switch { EngineKind.Qemu => "QEMU" };

    public static string Of(MachineProfile profile) => profile switch { MachineProfile.Microvm => "microvm", MachineProfile.Standard => "standard" };

    public static string Of(Accelerator accelerator) => accelerator switch { Accelerator.Kvm => "KVM", Accelerator.Tcg => "TCG" };
}
