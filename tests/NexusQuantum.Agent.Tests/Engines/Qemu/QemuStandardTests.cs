using Microsoft.Extensions.Logging.Abstractions;
using NexusQuantum.Agent.Engines;
using NexusQuantum.Agent.Engines.Qemu;
using NexusQuantum.Domain.Engines;

namespace NexusQuantum.Agent.Tests.Engines.Qemu;

public sealed class QemuStandardTests : EngineSuite
{
    internal override MachineProfile Profile => MachineProfile.Standard;

    internal override IVmEngine MakeEngine() => new QemuEngine(TimeProvider.System, NullLogger<QemuEngine>.Instance);
}
