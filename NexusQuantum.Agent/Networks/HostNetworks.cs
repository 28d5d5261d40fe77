using System.Collections.Immutable;
using Microsoft.Extensions.Logging;
using NexusQuantum.Agent.Linux;
using NexusQuantum.Domain.Errors;
using NexusQuantum.Domain.Networks;
using NexusQuantum.Domain.Vms;

namespace NexusQuantum.Agent.Networks;

/// <summary>
/// The one network of this host: a bridge behind address translation or on the network beyond, or user-mode networking where the first cannot be (unless
/// a bridge was asked for and nothing else). One caller at a time changes it; addresses are journalled before they are used.
/// </summary>
internal sealed partial class HostNetworks(NetworkOptions options, TimeProvider time, ILogger<HostNetworks> log) : IHostNetworks
{
    public const string Name = "default";
    private static readonly Error Chosen = new(ErrorKind.Unsupported, "user-mode", "User-mode networking was chosen (NEXUS_NETWORK_MODE=user).");
    private readonly SemaphoreSlim _changing = new(1, 1);
    private readonly IBridge _bridge = options.Outside ? new OutsideBridge(options, time, log) : new NatBridge(options, time, log);
    private NetworkJournal? _journal;
    private bool _stands;

    // Why there is no bridge; null when there is one.
    private Error? _missing;

    public ImmutableArray<NetworkFacts> Facts => _journal is not { } journal ? [] : [_stands ? _bridge.Facts(journal) : Without(journal)];

    /// <summary>Why guests do not have a bridge, what they have instead, and the fix.</summary>
    private string? Note => _missing switch
    {
        null => null,
        { Fix: null } chosen => $"{chosen.Message} {UserNetwork.NoWayOut}",
        { Fix: { } fix } missing => $"{missing.Message} {(options.BridgeOnly ? NothingElse : UserNetwork.NoWayOut)} Fix: {fix.TrimEnd('.')}, then start the agent again.",
    };

    private string NothingElse => $"No machine can be placed on this network, because a bridge or nothing was chosen (NEXUS_NETWORK_MODE={(options.Outside ? "bridged" : "nat")}).";

    public async Task EnsureAsync(CancellationToken cancellationToken)
    {
        await _changing.WaitAsync(cancellationToken);
        try
        {
            Directory.CreateDirectory(options.StateDirectory);
            var journal = _journal ?? NetworkJournal.Read(options.StateDirectory);
            (_stands, _missing) = (false, options.UserMode ? Chosen : null);
            if (!options.UserMode)
            {
                var stands = await _bridge.EnsureAsync(journal, cancellationToken);
                (_stands, _missing) = (stands.Ok, stands.Ok ? null : stands.Error);

                // A bridge made before a later part failed is journalled already, and stays ours to remove.
                journal = stands.Ok ? stands.Value : NetworkJournal.Read(options.StateDirectory);
            }

            Save(journal);
            if (_stands)
            {
                Log.Stands(log, options.Bridge, Facts[0].Range?.ToString() ?? "addresses of its router", Facts[0].Note ?? "all works");
            }
            else
            {
                Log.NoBridge(log, Note ?? "no bridge");
            }
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

            if (Facts[0].Unavailable is { } why)
            {
                return new Error(ErrorKind.Unsupported, "network-unavailable", why);
            }

            if (nic.Address is { } asked && AskedAddress.Refusal(Facts[0], asked) is { } refusal)
            {
                return refusal;
            }

            if (!_stands)
            {
                return UserNetwork.Nic(nic);
            }

            var reserved = Reserve(journal, vm, nic, index);
            return reserved.Ok ? await _bridge.AttachAsync(reserved.Value, nic, _journal.Leases, cancellationToken) : reserved.Error;
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
                await _bridge.ReleaseAsync(lease, cancellationToken);
            }
        }, cancellationToken);

    public async Task DetachAsync(VmId vm, CancellationToken cancellationToken)
        => await ChangeAsync(journal => ForgetAsync(journal, lease => lease.Vm == vm, cancellationToken), cancellationToken);

    public async Task SweepAsync(IReadOnlySet<VmId> known, CancellationToken cancellationToken)
        => await ChangeAsync(async journal =>
        {
            await ForgetAsync(journal, lease => !known.Contains(lease.Vm), cancellationToken);
            var kept = _journal!.Leases.Select(lease => lease.Tap).ToHashSet(StringComparer.Ordinal); // ChangeAsync saw it
            foreach (var tap in (await _bridge.TapsAsync(cancellationToken)).Where(tap => !kept.Contains(tap)))
            {
                Log.Stray(log, tap);
                await BridgeTaps.DeleteAsync(tap, cancellationToken);
            }
        }, cancellationToken);

    public (long InBytes, long OutBytes)? ReadCounters(VmId vm)
    {
        var taps = !_stands ? [] : _journal?.Leases.Where(lease => lease.Vm == vm).Select(lease => lease.Tap).ToArray() ?? [];
        return taps.Length == 0 ? null : InterfaceCounters.Sum(taps);
    }

    /// <summary>Takes everything off the host and forgets it; for removing the product, and for tests.</summary>
    public async Task RemoveAsync(CancellationToken cancellationToken)
    {
        await ChangeAsync(async journal =>
        {
            await _bridge.RemoveAsync(journal, cancellationToken);
            _stands = false;
            Save(journal with { Leases = [], MadeBridge = false, MadeForwarding = false, AcceptRa = null, MadeLinkLocal = null });
        }, cancellationToken);
    }

    public async ValueTask DisposeAsync()
    {
        await _bridge.DisposeAsync();
        _changing.Dispose();
    }

    private NetworkFacts Without(NetworkJournal journal) => new()
    {
        Id = journal.Id,
        Name = Name,
        Mode = options.Outside ? NetworkMode.Bridged : options.BridgeOnly ? NetworkMode.Nat : NetworkMode.User,
        Range = options.Outside ? null : options.BridgeOnly ? journal.Range ?? options.Range : UserNetwork.Range,
        AddressesUsed = journal.Leases.Length,
        Outbound = false,
        Note = Note,
        Unavailable = options.BridgeOnly ? Note : null,
    };

    private Result<Lease> Reserve(NetworkJournal journal, VmId vm, NicSpec nic, int index)
    {
        var mine = journal.Leases.FirstOrDefault(lease => lease.Vm == vm && lease.Mac == nic.Mac);
        var others = journal.Leases.Where(lease => lease != mine).ToImmutableArray();
        if (others.Any(lease => lease.Mac == nic.Mac))
        {
            return new Error(ErrorKind.Conflict, "mac-taken", $"The hardware address {nic.Mac} belongs to another VM of this host.");
        }

        var chosen = _bridge.Choose(mine ?? new Lease(vm, nic.Mac, index, null), nic.Address, others);
        if (chosen is { Ok: true, Value: var lease } && lease != mine)
        {
            Save(journal with { Leases = others.Add(lease) });
        }

        return chosen;
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
            await _bridge.ReleaseAsync(lease, cancellationToken);
        }

        Save(journal with { Leases = journal.Leases.RemoveRange(gone) });
        if (_stands && await _bridge.ApplyAsync(_journal!.Leases, cancellationToken) is { Ok: false } failed) // saved above
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
