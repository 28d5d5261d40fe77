using System.Net;
using Microsoft.Extensions.Logging;
using NexusQuantum.Agent.Engines;
using NexusQuantum.Agent.Guests;
using NexusQuantum.Domain.GuestApi;

namespace NexusQuantum.Agent.Vms;

// The process of this VM: taken hold of, followed, let go of.
internal sealed partial class VmActor
{
    /// <summary>Begins to follow a process: its end, its events, its guest.</summary>
    private void Attach(IVmProcess process, bool adopted)
    {
        _process = process;
        _watchers.RemoveAll(static task => task.IsCompleted);
        _watchers.Add(WatchExitAsync(process));
        _watchers.Add(WatchEventsAsync(process));
        (_hello, _identity) = (NewSignal(), NewSignal());
        ForgetGuest();
        _identityNote = null;
        if (adopted && _record is { GuestReady: true, Hello: { } hello })
        {
            _guestFacts = Facts(hello, _record.HelloAt ?? Now);
            _hello.TrySetResult();
            _identity.TrySetResult();
        }

        if (_wish?.Spec.Boot.HasGuestAgent ?? true)
        {
            _guest = new GuestLine(process.ControlSocket, adopted && _record.GuestReady, MakeIdentity, TellNewsAsync, _room.Time, _room.Loggers.CreateLogger<GuestLine>());
        }

        Running = new RunningVm(process, _guest, DoorOf(process));
        foreach (var companion in _room.Companions)
        {
            companion.Started(_id, _directory, process);
        }

        if (_guestFacts is not null)
        {
            CheckShell();
        }
    }

    private async Task DetachAsync()
    {
        Running = null;
        if (_guest is { } guest)
        {
            _guest = null;
            await guest.DisposeAsync();
        }

        if (_process is { } process)
        {
            _process = null;
            foreach (var companion in _room.Companions)
            {
                companion.Ended(_id);
            }

            await process.DisposeAsync();
        }

        ForgetGuest();
        _identityNote = null;
        _statusDue = false;
    }

    private async Task WatchExitAsync(IVmProcess process)
    {
        var exit = await process.Exited.WaitAsync(_stop.Token);
        await TellAsync(new VmMessage.EngineExited(process, exit));
    }

    private async Task WatchEventsAsync(IVmProcess process)
    {
        await foreach (var said in process.Events.ReadAllAsync(_stop.Token))
        {
            await TellAsync(new VmMessage.EngineSaid(process, said));
        }
    }

    private GuestDoor? DoorOf(IVmProcess process)
    {
        var dialled = (process.GuestPort, _nics) switch
        {
            ({ } port, _) => new IPEndPoint(IPAddress.Loopback, port),
            (null, [{ Reach: { } reach }, ..]) => new IPEndPoint(reach, GuestRoutes.Port),
            _ => null,
        };
        return dialled is null ? null : new GuestDoor(new GuestAddress(dialled, _record.GuestKey), _room.Dialer, _room.Time);
    }
}
