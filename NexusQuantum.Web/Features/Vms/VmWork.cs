using System.Text.Json;
using System.Text.Json.Serialization;
using NexusQuantum.Domain.Hosts;
using NexusQuantum.Domain.Vms;

namespace NexusQuantum.Web.Features.Vms;

/// <summary>The arguments of an operation on a VM.</summary>
internal sealed record VmWork
{
    public const string ImageStep = "Bring images to the host";

    /// <summary>The generation its wish has; done when the agent applied it.</summary>
    public required long Generation { get; init; }

    /// <summary>The power wish before, for undo.</summary>
    public required VmPower Before { get; init; }

    /// <summary>Where, for the figures of past creates.</summary>
    public required HostId HostId { get; init; }

    /// <summary>For a delete: its host was away when it was asked for, and is waited for.</summary>
    public bool WaitForHost { get; init; }

    public static string Write(VmWork work) => JsonSerializer.Serialize(work, VmWorkJson.Default.VmWork);

    public static VmWork Read(string arguments) => JsonSerializer.Deserialize(arguments, VmWorkJson.Default.VmWork) ?? throw new JsonException("An operation on a machine without arguments.");
}

[JsonSourceGenerationOptions(JsonSerializerDefaults.Web)]
[JsonSerializable(typeof(VmWork))]
internal sealed partial class VmWorkJson : JsonSerializerContext;
