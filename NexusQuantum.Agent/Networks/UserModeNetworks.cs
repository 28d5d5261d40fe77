using System.Collections.Immutable;
using System.Globalization;
using System.Net;
using NexusQuantum.Domain.Errors;
using NexusQuantum.Domain.Networks;
using NexusQuantum.Domain.Vms;

namespace NexusQuantum.Agent.Networks;

/// <summary>
/// The one network of a host whose agent may not make bridges: every VM sits alone behind its engine's own user-mode stack, at the
/// same address. Nothing is to be made or removed.
/// </summary>
internal sealed class UserModeNetworks(string reason) : IHostNetworks
{
    // QEMU's user-mode network has these addresses (QEMU docs, "Using the user mode network stack").
    private static readonly Cidr Range = Cidr.Parse("10.0.2.0/24", CultureInfo.InvariantCulture);
    private static readonly NetworkId Id = new(new Guid("0190a000-0000-7000-8000-000000000001"));

    private readonly HashSet<VmId> _attached = [];
    private readonly Lock _lock = new();

    public ImmutableArray<NetworkFacts> Facts
    {
        get
        {
            lock (_lock)
            {
                return [new NetworkFacts { Id = Id, Name = "user", Mode = NetworkMode.User, Range = Range, AddressesUsed = _attached.Count, Outbound = false, Note = reason }];
            }
        }
    }

    public Task EnsureAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task<Result<NicAttachment>> AttachAsync(VmId vm, NicSpec nic, int index, CancellationToken cancellationToken)
    {
        lock (_lock)
        {
            _attached.Add(vm);
        }

        return Task.FromResult<Result<NicAttachment>>(new NicAttachment
        {
            Network = nic.Network,
            Mode = NetworkMode.User,
            Mac = nic.Mac,
            Address = IPAddress.Parse("10.0.2.15"),
            Prefix = Range.Prefix,
            Gateway = IPAddress.Parse("10.0.2.2"),
            NameServer = IPAddress.Parse("10.0.2.3"),
        });
    }

    public Task ReleaseAsync(VmId vm, CancellationToken cancellationToken) => Task.CompletedTask;

    public Task DetachAsync(VmId vm, CancellationToken cancellationToken)
    {
        lock (_lock)
        {
            _attached.Remove(vm);
        }

        return Task.CompletedTask;
    }

    public Task SweepAsync(IReadOnlySet<VmId> known, CancellationToken cancellationToken) => Task.CompletedTask;

    public (long InBytes, long OutBytes)? ReadCounters(VmId vm) => null;

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;
}
