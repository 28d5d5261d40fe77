namespace NexusQuantum.Web.Features.Access;

/// <summary>What a project holds, in the measures of <see cref="ProjectQuotas"/>; images have no quota.</summary>
public sealed record ProjectUse(int Vms, int Vcpus, long MemoryMiB, long DiskGiB, int Addresses, int Images)
{
    /// <summary>Nothing.</summary>
    public static readonly ProjectUse None = new(0, 0, 0, 0, 0, 0);

    /// <summary>Both together.</summary>
    internal ProjectUse And(ProjectUse other)
        => new(Vms + other.Vms, Vcpus + other.Vcpus, MemoryMiB + other.MemoryMiB, DiskGiB + other.DiskGiB, Addresses + other.Addresses, Images + other.Images);
}
