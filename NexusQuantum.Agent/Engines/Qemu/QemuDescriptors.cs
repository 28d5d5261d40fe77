using System.Collections.Immutable;
using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;
using NexusQuantum.Agent.Linux;
using NexusQuantum.Domain.Errors;

namespace NexusQuantum.Agent.Engines.Qemu;

/// <summary>What one QEMU is given open: its log, and in the order <see cref="QemuWiring"/> numbers them its sockets, event log and taps.</summary>
internal sealed class QemuDescriptors : IDisposable
{
    private readonly List<SafeHandle> _passed = [];
    private SafeFileHandle? _log;

    private QemuDescriptors()
    {
    }

    /// <summary>Standard output and error.</summary>
    public SafeFileHandle Log => _log ?? throw new InvalidOperationException("They were not opened.");

    /// <summary>Those the program gets from 3 on.</summary>
    public IReadOnlyList<SafeHandle> Passed => _passed;

    public QemuWiring Wiring { get; private set; } = new([], null);

    /// <summary>Opens all of them; on failure none is left open.</summary>
    public static Result<QemuDescriptors> Open(EngineLaunch launch, bool plainCpu)
    {
        var opened = new QemuDescriptors();
        if (opened.Fill(launch, plainCpu) is { } error)
        {
            opened.Dispose();
            return error;
        }

        return opened;
    }

    public void Dispose()
    {
        _log?.Dispose();
        _passed.ForEach(handle => handle.Dispose());
    }

    private Error? Fill(EngineLaunch launch, bool plainCpu)
    {
        foreach (var name in QemuFiles.Sockets)
        {
            if (Keep(UnixListener.Create(Path.Combine(launch.Directory.Run, name))) is { } noSocket)
            {
                return noSocket;
            }
        }

        if (Keep(SafeOpen.Append(launch.Directory.Run, QemuFiles.EventLog, truncate: true)) is { } noEvents)
        {
            return noEvents;
        }

        var taps = ImmutableArray.CreateBuilder<int>();
        foreach (var tap in launch.Nics.Select(nic => nic.Tap).OfType<string>())
        {
            if (Keep(Tap.Open(tap)) is { } noTap)
            {
                return noTap;
            }

            taps.Add(QemuWiring.FirstTap + taps.Count);
        }

        var log = SafeOpen.Append(launch.Directory.Run, QemuFiles.Log, truncate: true);
        _log = log.Value;
        Wiring = new QemuWiring(taps.ToImmutable(), launch.Nics.Any(nic => nic.Tap is null) ? LoopbackPort.FindFree() : null, plainCpu);
        return log.Error;
    }

    private Error? Keep(Result<SafeFileHandle> handle)
    {
        if (handle.Ok)
        {
            _passed.Add(handle.Value);
        }

        return handle.Error;
    }
}
