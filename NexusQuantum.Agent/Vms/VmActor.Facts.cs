using System.Collections.Immutable;
using NexusQuantum.Agent.Engines;
using NexusQuantum.Agent.Linux;
using NexusQuantum.Agent.Networks;
using NexusQuantum.Domain.Errors;
using NexusQuantum.Domain.Networks;
using NexusQuantum.Domain.Quantities;
using NexusQuantum.Domain.Vms;

namespace NexusQuantum.Agent.Vms;

internal sealed partial class VmActor
{
    private static readonly TimeSpan SilentAfter = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan MeasureDiskEvery = TimeSpan.FromSeconds(30);

    private DateTimeOffset _diskMeasuredAt;

    private DateTimeOffset Now => _room.Time.GetUtcNow();

    /// <summary>The guest itself tells its addresses, for its network's router gives them and not we. They are shown and never used.</summary>
    private bool TellsAddresses => _nics is [{ Mode: NetworkMode.Bridged, Address: null }, ..];

    /// <summary>The one place where the state moves, by the table.</summary>
    private void Happen(VmEvent happened)
    {
        var from = _record.State;
        if (VmLifecycle.Next(from, happened) is not { } to)
        {
            if (from is not (VmState.Deleting or VmState.Preparing or VmState.Stopped))
            {
                Log.Impossible(_log, _id, happened, from);
            }

            return;
        }

        if (happened == VmEvent.StopBegan)
        {
            _stopBegan = Now;
        }

        if (to != from)
        {
            Log.Moved(_log, _id, from, to);
            Save(_record with { State = to, Since = Now });
        }
    }

    /// <summary>Keeps the record, on disk too. A full disk must not stop a VM from stopping: it is tried again at the next tick.</summary>
    private void Save(VmRecord record)
    {
        _record = record;
        try
        {
            _room.Journal.WriteRecord(_id, record);
            _unsaved = false;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            _unsaved = true;
            Log.HandlerFailed(_log, _id, "save", e);
        }
    }

    private void SetNics(ImmutableArray<NicAttachment> nics)
    {
        _nics = nics;
        _addresses = [.. nics.Select(static nic => nic.Address?.ToString()).OfType<string>()];
    }

    /// <summary>Only a change replaces them: the board drops a report that says nothing new, and tells lists apart by identity.</summary>
    private void SetTold(ImmutableArray<string> addresses)
    {
        if (TellsAddresses && !_addresses.AsSpan().SequenceEqual(addresses.AsSpan()))
        {
            _addresses = addresses;
        }
    }

    /// <summary>What the guest of an earlier boot said of itself.</summary>
    private void ForgetGuest()
    {
        _guestFacts = null;
        SetTold([]);
    }

    private void OnLaunched(IVmProcess process)
    {
        var wish = _work?.Work.Wish ?? _wish;
        _bootBegan = Now;
        Save(_record with
        {
            HadProcess = true,
            HostBootId = _room.HostBootId,
            GuestReady = false,
            Hello = null,
            HelloAt = null,
            BootsDone = wish?.Power.Boots ?? _record.BootsDone,
            ResetsDone = wish?.Power.Resets ?? _record.ResetsDone,
        });
        Happen(VmEvent.Ran);
        Attach(process, adopted: false);
    }

    private void OnResetDone()
    {
        _bootBegan = Now;
        (_hello, _identity) = (NewSignal(), NewSignal());
        ForgetGuest();
        Running?.Door?.Closed();
        Save(_record with { ResetsDone = _work?.Work.Wish?.Power.Resets ?? _record.ResetsDone, GuestReady = false, Hello = null, HelloAt = null });
    }

    private async Task OnEngineSaidAsync(VmMessage.EngineSaid said)
    {
        if (said.Process != _process)
        {
            return;
        }

        switch (said.Event)
        {
            case EngineEvent.Paused or EngineEvent.Resumed:
                _statusDue = true;
                break;
            case EngineEvent.DiskError:
                _statusDue = true;
                OnDiskError();
                break;
            case EngineEvent.Panicked:
                _statusDue = true;
                break;
            case EngineEvent.Reset:
                OnGuestReset();
                break;
            case EngineEvent.PowerDown:
                break;
        }

        if (_work is null)
        {
            await CheckStatusAsync();
            Reconcile();
        }
    }

    private void OnDiskError()
    {
        // Told once: an engine may say it for every request that waits, and each note is a write to the disk that is full.
        if (_record.HeldByEngine)
        {
            return;
        }

        var free = DiskFull.Free(_directory.Disks);
        Save(_record with
        {
            HeldByEngine = true,
            Problem = new Problem
            {
                Type = "disk-error",
                Title = free < Steps.CheckCapacity.LeastFree.Bytes
                    ? $"The host's disk is full ({_directory.Disks} has {new ByteSize(free)} free), so the engine paused the machine in the middle of a write."
                    : $"A disk of the machine answered with an error, so the engine paused it. {_directory.Disks} may lie on a broken disk; it has {new ByteSize(free)} free.",
                Fix = "Make room on the host, then resume the machine: the write is tried again, and nothing is lost.",
            },
        });
    }

    /// <summary>Asks the engine how the guest is, when it said that this changed while nobody of us had asked for it.</summary>
    private async Task CheckStatusAsync()
    {
        if (!_statusDue || _process is not { } process || !IsAlive)
        {
            return;
        }

        _statusDue = false;
        var status = await process.StatusAsync(_stop.Token);
        switch (status)
        {
            case { Ok: true, Value: EngineStatus.Paused } when _record.State == VmState.Running:
                Happen(VmEvent.Halted);
                break;
            case { Ok: true, Value: EngineStatus.Running } when _record.State == VmState.Paused:
                Happen(VmEvent.Ran);
                break;
            case { Ok: true, Value: EngineStatus.Broken }:
                await EndBrokenAsync(process);
                break;
        }
    }

    private void OnTick()
    {
        if (_unsaved)
        {
            Save(_record);
        }

        if (_deleteAgainAt is { } again && again <= Now)
        {
            _deleteAgainAt = null;
            Reconcile();
        }

        if (_record.HadProcess && Now - _diskMeasuredAt >= MeasureDiskEvery)
        {
            _diskMeasuredAt = Now;
            _diskBytes = _room.Volumes.MeasureBytes(_directory);
            _process?.CapLogs();
        }

        TickGuest();
    }
}
