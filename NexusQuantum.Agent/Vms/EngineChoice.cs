using System.Collections.Immutable;
using NexusQuantum.Agent.Engines;
using NexusQuantum.Domain.Engines;
using NexusQuantum.Domain.Errors;
using NexusQuantum.Domain.Vms;

namespace NexusQuantum.Agent.Vms;

/// <summary>The engine and profile a VM starts with.</summary>
internal sealed record EngineChoice(IVmEngine Engine, MachineProfile Profile)
{
    /// <summary>What the spec asks for, else <paramref name="instead"/> after a failed boot, else the best the host offers.</summary>
    public static Result<EngineChoice> For(VmSpec spec, MachineProfile? instead, ImmutableArray<(IVmEngine Engine, EngineFacts Facts)> engines)
    {
        var offered = engines.Where(e => spec.Engine is null || e.Facts.Kind == spec.Engine).ToList();
        if (offered.Count == 0)
        {
            return spec.Engine is { } wanted
                ? new Error(ErrorKind.Unsupported, "engine-missing", $"This host has no working engine {wanted}.") { Fix = "See the host's page for what is missing." }
                : new Error(ErrorKind.Unsupported, "engine-missing", "This host has no working engine.") { Fix = "Install QEMU (qemu-system-x86) and restart the agent; the host's page says what is missing." };
        }

        var profile = spec.Profile ?? instead;
        foreach (var (engine, facts) in offered)
        {
            if (profile is null && !facts.Profiles.IsEmpty)
            {
                return new EngineChoice(engine, facts.Profiles[0].Profile);
            }

            if (facts.Profiles.Any(p => p.Profile == profile))
            {
                return new EngineChoice(engine, profile!.Value); // not null: a null profile returned above or matches none
            }
        }

        return new Error(ErrorKind.Unsupported, "profile-missing", $"No engine of this host offers the machine profile {profile}.") { Fix = "Choose another profile, or leave the choice to the host." };
    }

    /// <summary>The profile to try after a boot with <paramref name="failed"/> missed its deadline; the same one when the spec insists or nothing else is offered.</summary>
    public static MachineProfile Other(VmSpec spec, MachineProfile failed, ImmutableArray<(IVmEngine Engine, EngineFacts Facts)> engines)
        => spec.Profile ?? engines
            .Where(e => spec.Engine is null || e.Facts.Kind == spec.Engine)
            .SelectMany(static e => e.Facts.Profiles)
            .Select(static p => (MachineProfile?)p.Profile)
            .FirstOrDefault(p => p != failed) ?? failed;
}
