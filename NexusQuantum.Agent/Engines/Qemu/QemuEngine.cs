using System.Collections.Immutable;
using Microsoft.Extensions.Logging;
using NexusQuantum.Agent.Linux;
using NexusQuantum.Agent.Vms;
using NexusQuantum.Domain.Engines;
using NexusQuantum.Domain.Errors;
using NexusQuantum.Domain.Vms;

namespace NexusQuantum.Agent.Engines.Qemu;

/// <summary>QEMU, detached from the agent, one process per VM. Holds nothing per VM: all of it lies in the VM's directory.</summary>
internal sealed partial class QemuEngine(TimeProvider time, ILogger<QemuEngine> log) : IVmEngine, IDisposable
{
    // What IVmProcess can do, on both profiles.
    private static readonly ImmutableArray<EngineFeature> Features =
        [EngineFeature.Console, EngineFeature.Pause, EngineFeature.Reset, EngineFeature.PowerButton];

    private readonly SemaphoreSlim _probing = new(1, 1);
    private Result<QemuFacts>? _facts;

    public EngineKind Kind => EngineKind.Qemu;

    public async Task<Result<EngineFacts>> ProbeAsync(CancellationToken cancellationToken)
    {
        var measured = await MeasureAsync(cancellationToken);
        return measured.Then<EngineFacts>(facts => new EngineFacts
        {
            Kind = Kind,
            Version = facts.Version,
            Accelerator = facts.Accelerator,
            AcceleratorReason = facts.AcceleratorReason,
            Profiles = [.. facts.Profiles.Select(profile => new ProfileFacts(profile, Features))],
        });
    }

    public async Task<Result<IVmProcess>> LaunchAsync(EngineLaunch launch, CancellationToken cancellationToken)
    {
        var measured = await MeasureAsync(cancellationToken);
        if (!measured.Ok)
        {
            return measured.Error;
        }

        var facts = measured.Value;
        if (!facts.Profiles.Contains(launch.Profile))
        {
            return new Error(ErrorKind.Unsupported, "profile-unavailable", $"QEMU on this host has no {launch.Profile} machine.")
            {
                Fix = "Choose another machine profile.",
            };
        }

        var start = new QemuStart(launch, facts, time);
        var result = await start.RunAsync(plainCpu: false, cancellationToken);
        for (var again = 0; again < 2 && !result.Ok && result.Error.Message.Contains("host forwarding", StringComparison.Ordinal); again++)
        {
            // Somebody took the loopback port between our choice and QEMU's bind: another is chosen.
            result = await start.RunAsync(plainCpu: false, cancellationToken);
        }

        if (!result.Ok && facts.Accelerator == Accelerator.Kvm && result.Error.Message.Contains("MSR", StringComparison.Ordinal))
        {
            // Some kernels offer a CPU feature register that they then refuse to set.
            Log.PlainCpu(log, launch.Id.ToString());
            result = await start.RunAsync(plainCpu: true, cancellationToken);
        }

        return result;
    }

    public async Task<IVmProcess?> AdoptAsync(VmId id, VmDirectory directory, CancellationToken cancellationToken)
    {
        var process = await QemuAdoption.RunAsync(id, directory, time, cancellationToken);
        if (process is null)
        {
            QemuFiles.RemoveTraces(directory);
            await Cgroups.Host.RemoveAsync(id.ToString(), cancellationToken);
        }

        return process;
    }

    public EngineExit ReadLastExit(VmDirectory directory) => QemuExit.Read(directory, asked: false, status: null);

    public void Dispose() => _probing.Dispose();

    private async Task<Result<QemuFacts>> MeasureAsync(CancellationToken cancellationToken)
    {
        await _probing.WaitAsync(cancellationToken);
        try
        {
            // A host where QEMU was missing may have it now; a good measurement stays.
            if (_facts is not { Ok: true })
            {
                _facts = await QemuProbe.RunAsync(cancellationToken);
                if (_facts.Ok)
                {
                    Log.Probed(log, _facts.Value.Version, _facts.Value.AcceleratorReason);
                }
            }

            return _facts;
        }
        finally
        {
            _probing.Release();
        }
    }

    private static partial class Log
    {
        [LoggerMessage(3001, LogLevel.Information, "QEMU {Version}. {Reason}")]
        public static partial void Probed(ILogger logger, string version, string reason);

        [LoggerMessage(3002, LogLevel.Warning, "QEMU could not set a processor register for VM {Vm}; it is started once more without that feature")]
        public static partial void PlainCpu(ILogger logger, string vm);
    }
}
