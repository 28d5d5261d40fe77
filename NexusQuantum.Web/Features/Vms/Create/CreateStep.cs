using System.Collections.Immutable;

namespace NexusQuantum.Web.Features.Vms.Create;

/// <summary>A step of the wizard.</summary>
/// <param name="Key">In the URL.</param>
/// <param name="Word">On its head.</param>
/// <param name="Fields">The fields of the request it asks for, by their names in the API.</param>
internal sealed record CreateStep(string Key, string Word, ImmutableArray<string> Fields)
{
    public static readonly ImmutableArray<CreateStep> All =
    [
        new("source", "Source", ["name", "imageId", "tags", "description"]),
        new("size", "Size", ["vcpus", "memoryMiB", "engine", "profile"]),
        new("disk", "Disk and network", ["rootDiskGiB", "networkId", "hostId", "ipAddress", "gateway", "nameServers"]),
        new("access", "Access", ["userName", "password", "sshKeys"]),
        new("review", "Review", []),
    ];

    public static int IndexOf(string? key) => Math.Max(0, All.Select((step, index) => (step, index)).FirstOrDefault(pair => pair.step.Key == key).index);
}
