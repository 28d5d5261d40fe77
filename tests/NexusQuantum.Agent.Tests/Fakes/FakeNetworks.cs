using System.Collections.Concurrent;
using System.Collections.Immutable;
using System.Globalization;
using System.Net;
using NexusQuantum.Agent.Networks;
using NexusQuantum.Domain.Errors;
using NexusQuantum.Domain.Networks;
using NexusQuantum.Domain.Vms;

namespace NexusQuantum.Agent.Tests.Fakes;

/// <summary>A network that only counts.</summary>
internal sealed class FakeNetworks : IHostNetworks
{
    public static readonly NetworkId Id = NetworkId.New();

    private readonly ConcurrentDictionary<VmId, int> _leases = [];

    /// <summary>VMs that hold an address.</summary>
    public ICollection<VmId> Attached => _leases.Keys;

    public ConcurrentQueue<string> Calls { get; } = [];

    public Error? Refusal { get; set; }

    public string? Unavailable { get; set; }

    /// <summary>What a test wants of the NICs it gives.</summary>
    public Func<NicAttachment, NicAttachment> Alter { get; set; } = static nic => nic;

    public ImmutableArray<NetworkFacts> Facts =>
        [new NetworkFacts { Id = Id, Name = "default", Mode = NetworkMode.Nat, Range = Cidr.Parse("10.0.100.0/24", CultureInfo.InvariantCulture), AddressesUsed = _leases.Count, Outbound = true, Unavailable = Unavailable }];

    public Task EnsureAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task<Result<NicAttachment>> AttachAsync(VmId vm, NicSpec nic, int index, CancellationToken cancellationToken)
    {
        if (Refusal is { } refusal)
        {
            return Task.FromResult<Result<NicAttachment>>(refusal);
        }

        var offset = _leases.GetOrAdd(vm, _ => _leases.Count + 2);
        return Task.FromResult<Result<NicAttachment>>(Alter(new NicAttachment
        {
            Network = nic.Network,
            Mode = NetworkMode.User,
            Mac = nic.Mac,
            Address = nic.Address?.Address.ToIPAddress() ?? IPAddress.Parse(string.Create(CultureInfo.InvariantCulture, $"10.0.100.{offset}")),
            Prefix = 24,
            Gateway = IPAddress.Parse("10.0.100.1"),
            NameServers = [IPAddress.Parse("10.0.100.1")],
        }));
    }

    public Task ReleaseAsync(VmId vm, CancellationToken cancellationToken)
    {
        Calls.Enqueue("release");
        return Task.CompletedTask;
    }

    public Task DetachAsync(VmId vm, CancellationToken cancellationToken)
    {
        _leases.TryRemove(vm, out _);
        return Task.CompletedTask;
    }

    public Task SweepAsync(IReadOnlySet<VmId> known, CancellationToken cancellationToken) => Task.CompletedTask;

    public (long InBytes, long OutBytes)? ReadCounters(VmId vm) => null;

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;
}
