using System.Collections.Immutable;
using Microsoft.Extensions.Logging;
using NexusQuantum.Agent.Linux;
using NexusQuantum.Domain.Errors;
using NexusQuantum.Domain.Networks;
using NexusQuantum.Domain.Vms;

namespace NexusQuantum.Agent.Networks;

/// <summary>
/// The one network of this host: a bridge behind address translation, or user-mode networking where a bridge cannot be (unless the
/// bridge was asked for and nothing else). One caller at a time changes it; addresses are journalled before they are used.
/// </summary>
internal sealed partial class HostNetworks(NetworkOptions options, TimeProvider time, ILogger<HostNetworks> log) : IHostNetworks
{
    private const string Name = "default";
    private const string NothingElse = "No machine can be placed on this network, because a bridge or nothing was chosen (NEXUS_NETWORK_MODE=nat).";
    private static readonly Error Chosen = new(ErrorKind.Unsupported, "user-mode", "User-mode networking was chosen (NEXUS_NETWORK_MODE=user).");
    private readonly SemaphoreSlim _changing = new(1, 1);
    private readonly NatBridge _nat = new(options, time, log);
    private NetworkJournal? _journal;
    private BridgeLayout? _layout;

    // Why there is no bridge; null when there is one.
    private Error? _missing;

    public ImmutableArray<NetworkFacts> Facts => _journal is not { } journal
        ? []
        : [new NetworkFacts
        {
            Id = journal.Id,
            Name = Name,
            Mode = _layout is null && !options.BridgeOnly ? NetworkMode.User : NetworkMode.Nat,
            Bridge = _layout?.Bridge,
            Range = _layout?.Range ?? (options.BridgeOnly ? journal.Range ?? options.Range : UserNetwork.Range),
            AddressesUsed = journal.Leases.Length,
            Outbound = _layout is not null && _nat.Outbound,
            Note = _layout is null ? Note : _nat.Note,
            Unavailable = _layout is null && options.BridgeOnly ? Note : null,
        }];

    /// <summary>Why guests do not have a bridge, what they have instead, and the fix.</summary>
    private string? Note => _missing switch
    {
        null => null,
        { Fix: null } chosen => $"{chosen.Message} {UserNetwork.NoWayOut}",
        { Fix: { } fix } missing => $"{missing.Message} {(options.BridgeOnly ? NothingElse : UserNetwork.NoWayOut)} Fix: {fix.TrimEnd('.')}, then start the agent again.",
    };

    public async Task EnsureAsync(CancellationToken cancellationToken)
    {
        await _changing.WaitAsync(cancellationToken);
        try
        {
            Directory.CreateDirectory(options.StateDirectory);
            var journal = _journal ?? NetworkJournal.Read(options.StateDirectory);
            (_layout, _missing) = (null, options.UserMode ? Chosen : null);
            if (!options.UserMode)
            {
                var stands = await _nat.EnsureAsync(journal, cancellationToken);
                _missing = stands.Ok ? null : stands.Error;

                // A bridge made before a later part failed is journalled already, and stays ours to remove.
                (_layout, journal) = stands.Ok ? stands.Value : (null, NetworkJournal.Read(options.StateDirectory));
            }

            if (_layout is { } layout)
            {
                Log.Stands(log, layout.Bridge, layout.Range.ToString(), _nat.Note ?? "all works");
            }
            else
            {
                Log.NoBridge(log, Note ?? "no bridge");
            }

            Save(journal);
        }
        finally
        {
            _changing.Release();
        }
    }

    public async Task<Result<NicAttachment>> AttachAsync(VmId vm, NicSpec nic, int index, CancellationToken cancellationToken)
    {
        await _changing.WaitAsync(cancellationToken);
        try
        {
            if (_journal is not { } journal || journal.Id != nic.Network)
            {
                return new Error(ErrorKind.NotFound, "network-unknown", "This host has no such network.") { Fix = "Choose one of the host's networks." };
            }

            if (_layout is not { } layout)
            {
                return Facts[0].Unavailable is { } why ? new Error(ErrorKind.Unsupported, "network-unavailable", why) : UserNetwork.Nic(nic);
            }

            var reserved = Reserve(journal, layout, vm, nic, index);
            if (!reserved.Ok)
            {
                return reserved.Error;
            }

            var attached = await _nat.AttachAsync(layout, reserved.Value, _journal.Leases, cancellationToken);
            return attached.Then<NicAttachment>(_ => new NicAttachment
            {
                Network = nic.Network,
                Mode = NetworkMode.Nat,
                Mac = nic.Mac,
                Tap = reserved.Value.Tap,
                Address = reserved.Value.Ip,
                Prefix = layout.Range.Prefix,
                Gateway = layout.Gateway,
                NameServers = [_nat.AnswersNames ? layout.Gateway : ResolvConf.NameServer() ?? layout.Gateway],
                Reach = reserved.Value.Ip,
            });
        }
        finally
        {
            _changing.Release();
        }
    }

    public async Task ReleaseAsync(VmId vm, CancellationToken cancellationToken)
        => await ChangeAsync(async journal =>
        {
            foreach (var lease in journal.Leases.Where(lease => lease.Vm == vm))
            {
                await NatBridge.DeleteAsync(lease.Tap, cancellationToken);
            }
        }, cancellationToken);

    public async Task DetachAsync(VmId vm, CancellationToken cancellationToken)
        => await ChangeAsync(journal => ForgetAsync(journal, lease => lease.Vm == vm, cancellationToken), cancellationToken);

    public async Task SweepAsync(IReadOnlySet<VmId> known, CancellationToken cancellationToken)
        => await ChangeAsync(async journal =>
        {
            await ForgetAsync(journal, lease => !known.Contains(lease.Vm), cancellationToken);
            var kept = _journal!.Leases.Select(lease => lease.Tap).ToHashSet(StringComparer.Ordinal); // ChangeAsync saw it
            foreach (var tap in (await _nat.TapsAsync(cancellationToken)).Where(tap => !kept.Contains(tap)))
            {
                Log.Stray(log, tap);
                await NatBridge.DeleteAsync(tap, cancellationToken);
            }
        }, cancellationToken);

    public (long InBytes, long OutBytes)? ReadCounters(VmId vm)
    {
        var taps = _layout is null ? [] : _journal?.Leases.Where(lease => lease.Vm == vm).Select(lease => lease.Tap).ToArray() ?? [];
        return taps.Length == 0 ? null : InterfaceCounters.Sum(taps);
    }

    /// <summary>Takes everything off the host and forgets it; for removing the product, and for tests.</summary>
    public async Task RemoveAsync(CancellationToken cancellationToken)
    {
        await ChangeAsync(async journal =>
        {
            await _nat.RemoveAsync(journal, cancellationToken);
            _layout = null;
            Save(journal with { Leases = [], MadeBridge = false, MadeForwarding = false });
        }, cancellationToken);
    }

    public async ValueTask DisposeAsync()
    {
        await _nat.DisposeAsync();
        _changing.Dispose();
    }

    private Result<Lease> Reserve(NetworkJournal journal, BridgeLayout layout, VmId vm, NicSpec nic, int index)
    {
        var mine = journal.Leases.FirstOrDefault(lease => lease.Vm == vm && lease.Mac == nic.Mac);
        if (mine is not null && layout.Range.Contains(mine.Ip))
        {
            return mine;
        }

        var others = journal.Leases.Where(lease => lease != mine).ToImmutableArray();
        if (others.Any(lease => lease.Mac == nic.Mac))
        {
            return new Error(ErrorKind.Conflict, "mac-taken", $"The hardware address {nic.Mac} belongs to another VM of this host.");
        }

        if (AddressPool.Next(layout, others.Select(lease => lease.Ip)) is not { } address)
        {
            return new Error(ErrorKind.Conflict, "addresses-used-up", $"All {layout.Range.GuestAddresses} addresses of {layout.Range} are given to VMs.")
            {
                Fix = "Delete VMs that are not needed.",
            };
        }

        var lease = new Lease(vm, nic.Mac, index, address.ToString());
        Save(journal with { Leases = others.Add(lease) });
        return lease;
    }

    private async Task ForgetAsync(NetworkJournal journal, Func<Lease, bool> which, CancellationToken cancellationToken)
    {
        var gone = journal.Leases.Where(which).ToArray();
        if (gone.Length == 0)
        {
            return;
        }

        foreach (var lease in gone)
        {
            await NatBridge.DeleteAsync(lease.Tap, cancellationToken);
        }

        Save(journal with { Leases = journal.Leases.RemoveRange(gone) });
        if (_layout is { } layout && await _nat.ApplyAsync(layout, _journal!.Leases, cancellationToken) is { Ok: false } failed) // saved above
        {
            Log.RulesStay(log, failed.Error.Message);
        }
    }

    private async Task ChangeAsync(Func<NetworkJournal, Task> change, CancellationToken cancellationToken)
    {
        await _changing.WaitAsync(cancellationToken);
        try
        {
            if (_journal is { } journal)
            {
                await change(journal);
            }
        }
        finally
        {
            _changing.Release();
        }
    }

    private void Save(NetworkJournal journal)
    {
        journal.Write(options.StateDirectory);
        _journal = journal;
    }

    private static partial class Log
    {
        [LoggerMessage(3110, LogLevel.Information, "Network {Bridge} stands with {Range}: {Note}")]
        public static partial void Stands(ILogger logger, string bridge, string range, string note);

        [LoggerMessage(3111, LogLevel.Warning, "No bridge: {Reason}")]
        public static partial void NoBridge(ILogger logger, string reason);

        [LoggerMessage(3112, LogLevel.Warning, "Tap {Tap} belongs to no VM and is removed")]
        public static partial void Stray(ILogger logger, string tap);

        [LoggerMessage(3113, LogLevel.Warning, "The filter still holds rules of a VM that is gone: {Reason}")]
        public static partial void RulesStay(ILogger logger, string reason);
    }
}
