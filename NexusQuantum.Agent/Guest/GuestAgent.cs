using System.Net;
using System.Net.Sockets;
using NexusQuantum.Agent.Guest.Control;
using NexusQuantum.Agent.Guest.Disk;
using NexusQuantum.Agent.Guest.Exec;
using NexusQuantum.Agent.Guest.Http;
using NexusQuantum.Agent.Guest.Identity;
using NexusQuantum.Agent.Guest.Linux;
using NexusQuantum.Agent.Guest.Power;
using NexusQuantum.Agent.Guest.Proc;
using NexusQuantum.Domain.GuestApi;

namespace NexusQuantum.Agent.Guest;

/// <summary>
/// The whole guest agent. Order matters at boot, on one slow CPU: 1. the control line, so that the host hears of us first;
/// 2. port 9000; 3. the power button and the root file system, which nobody waits for.
/// </summary>
internal sealed class GuestAgent
{
    private static readonly TimeSpan Retry = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan HelloHeadStart = TimeSpan.FromMilliseconds(500);

    private readonly TimeProvider _time;
    private readonly KeyRing _ring = new();
    private readonly GuestState _state;
    private readonly GuestApplication _application;
    private ControlLine? _line;

    public GuestAgent(TimeProvider time)
    {
        _time = time;
        var clock = new GuestClock(time);
        var sampler = new GuestSampler();
        _state = new GuestState(_ring, new IdentityTaker(_ring, clock), clock, sampler);
        _application = new GuestApplication(_ring, sampler, new ExecEndpoint(new ExecRunner(time)), new ShellEndpoint(_ring, Accounts.System, time));
    }

    public async Task RunAsync(CancellationToken cancellationToken)
    {
        var greeted = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var control = ControlAsync(greeted, cancellationToken);
        await Task.WhenAny(greeted.Task, Task.Delay(HelloHeadStart, _time, cancellationToken));
        await Task.WhenAll(control, ServeAsync(cancellationToken), ButtonAsync(cancellationToken), Task.Run(GrowRoot, cancellationToken));
    }

    /// <summary>Grows the root file system; false when it could not.</summary>
    public static bool GrowRoot()
    {
        try
        {
            RootGrowth.Grow();
            return true;
        }
        catch (LinuxException e)
        {
            GuestLog.Say("the root file system did not grow: " + e.Message);
            return false;
        }
    }

    /// <summary>Keeps the control line open; a broken session is told once and begun anew.</summary>
    private async Task ControlAsync(TaskCompletionSource greeted, CancellationToken cancellationToken)
    {
        var missing = false;
        while (true)
        {
            try
            {
                using var port = ControlPort.Open();
                if (port is not null)
                {
                    missing = false;
                    using var line = new ControlLine(port, _state, _time);
                    _line = line;
                    _ = line.Greeted.ContinueWith(_ => greeted.TrySetResult(), cancellationToken, TaskContinuationOptions.ExecuteSynchronously, TaskScheduler.Default);
                    await line.RunAsync(cancellationToken);
                }
                else if (!missing)
                {
                    missing = true;
                    GuestLog.Say($"there is no port {GuestRoutes.ControlPort}; waiting for it");
                }
            }
            catch (Exception e) when (e is IOException or InvalidDataException or UnauthorizedAccessException)
            {
                GuestLog.Say(e.Message);
            }

            _line = null;
            await Task.Delay(Retry, _time, cancellationToken);
        }
    }

    private async Task ServeAsync(CancellationToken cancellationToken)
    {
        var address = IPAddress.IPv6Any;
        while (true)
        {
            var server = new GuestServer(_ring, _application);
            try
            {
                await server.StartAsync(address, GuestRoutes.Port, cancellationToken);
                return;
            }
            catch (SocketException e) when (e.SocketErrorCode == SocketError.AddressFamilyNotSupported && address.Equals(IPAddress.IPv6Any))
            {
                // A kernel without IPv6.
                await server.DisposeAsync();
                address = IPAddress.Any;
            }
            catch (Exception e) when (e is IOException or SocketException)
            {
                GuestLog.Say($"port {GuestRoutes.Port}: {e.Message}");
                await server.DisposeAsync();
                await Task.Delay(Retry, _time, cancellationToken);
            }
        }
    }

    private Task ButtonAsync(CancellationToken cancellationToken)
        => new PowerButton(_time).RunAsync(() => _ = PressedAsync(cancellationToken), cancellationToken);

    private async Task PressedAsync(CancellationToken cancellationToken)
    {
        if (_line is { } line)
        {
            await line.SendAsync(new GuestFrame { Goodbye = new GuestGoodbye(false) }, cancellationToken);
        }

        _state.ShutDown(reboot: false);
    }
}
