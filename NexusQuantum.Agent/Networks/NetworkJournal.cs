using System.Collections.Immutable;
using System.Text.Json;
using System.Text.Json.Serialization;
using NexusQuantum.Agent.Linux;
using NexusQuantum.Domain.Networks;

namespace NexusQuantum.Agent.Networks;

/// <summary>What must survive the agent: the network's id, its range, who has which address, and what of the host we changed.</summary>
internal sealed record NetworkJournal
{
    public required NetworkId Id { get; init; }

    public Cidr? Range { get; init; }

    /// <summary>Whether the bridge is ours to remove.</summary>
    public bool MadeBridge { get; init; }

    /// <summary>Whether forwarding was off before us.</summary>
    public bool MadeForwarding { get; init; }

    /// <summary>How the bridge took router advertisements before we switched its IPv6 on; null when it was on already.</summary>
    public string? AcceptRa { get; init; }

    /// <summary>The link-local address we gave the bridge; null when it has its own.</summary>
    public string? MadeLinkLocal { get; init; }

    public ImmutableArray<Lease> Leases { get; init; } = [];

    private static string PathIn(string directory) => System.IO.Path.Combine(directory, "network.json");

    /// <summary>The journal of a directory; a new one when there is none. A damaged one is an error: addresses would be given twice.</summary>
    public static NetworkJournal Read(string directory)
    {
        var path = PathIn(directory);
        return File.Exists(path)
            ? JsonSerializer.Deserialize(File.ReadAllText(path), NetworkJournalJson.Default.NetworkJournal) ?? throw new JsonException("The network journal is empty.")
            : new NetworkJournal { Id = NetworkId.New() };
    }

    public void Write(string directory)
        => AtomicFile.Write(PathIn(directory), JsonSerializer.Serialize(this, NetworkJournalJson.Default.NetworkJournal));
}

[JsonSourceGenerationOptions(JsonSerializerDefaults.Web, WriteIndented = true, RespectNullableAnnotations = true, RespectRequiredConstructorParameters = true)]
[JsonSerializable(typeof(NetworkJournal))]
internal sealed partial class NetworkJournalJson : JsonSerializerContext;
