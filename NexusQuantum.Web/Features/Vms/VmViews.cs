using System.Collections.Immutable;
using System.Globalization;
using System.Text.Json;
using NexusQuantum.Domain.AgentApi;
using NexusQuantum.Domain.Engines;
using NexusQuantum.Domain.Hosts;
using NexusQuantum.Domain.Networks;
using NexusQuantum.Domain.Operations;
using NexusQuantum.Domain.Vms;
using NexusQuantum.Web.Agents;

namespace NexusQuantum.Web.Features.Vms;

/// <summary>Puts wish, fact, host and live operation together into what people see.</summary>
internal static class VmViews
{
    private static readonly (VmVerb Verb, string Word)[] Verbs = [.. Enum.GetValues<VmVerb>().Select(verb => (verb, JsonNamingPolicy.CamelCase.ConvertName(verb.ToString())))];

    public static VmView Compose(VmRow row, VmFact? fact, KnownHost? host, OperationId? operation)
    {
        var report = fact?.Report;
        var last = report?.State ?? VmState.Defined;
        var reachable = host?.Reachable ?? false;
        var state = reachable || fact is null ? last : VmState.Unknown;
        var running = VmLifecycle.HasProcess(last);
        return new VmView
        {
            Id = row.Id,
            Name = row.Name,
            ProjectId = row.ProjectId,
            State = state,
            LastState = last,
            ObservedAt = reachable && fact is not null ? Later(fact.ObservedAt, host!.LastSeenAt) : fact?.ObservedAt, // reachable is false for a null host
            StateSince = report?.Since,
            Power = row.Target,
            Host = new VmHostRef(row.HostId, host?.Name ?? "removed host", reachable),
            Network = row.Spec.Nics is [var nic, ..] ? NetworkOf(nic.Network, host) : null,
            StaticAddress = row.Spec.Nics is [{ Address: { } asked }, ..] ? asked : null,
            IpAddresses = report?.IpAddresses ?? [],
            Vcpus = row.Vcpus,
            MemoryMiB = row.MemoryMiB,
            RootDiskGiB = row.Spec.RootDiskGiB,
            RunningVcpus = running ? report?.RunningVcpus : null,
            RunningMemoryMiB = running ? report?.RunningMemoryMiB : null,
            PendingRestart = running && ((report?.RunningVcpus is { } vcpus && vcpus != row.Vcpus) || (report?.RunningMemoryMiB is { } memory && memory != row.MemoryMiB)),
            Engine = report?.Engine ?? row.Spec.Engine,
            EngineVersion = report?.EngineVersion,
            Profile = report?.Profile ?? row.Spec.Profile,
            Accelerator = report?.Accelerator,
            Image = new VmImageRef(row.ImageId, row.ImageName, row.Spec.Boot.Root),
            Mac = row.Mac is null ? null : MacAddress.Parse(row.Mac, CultureInfo.InvariantCulture),
            Tags = [.. row.Tags],
            Description = row.Description,
            UserName = row.Spec.UserName,
            CreatedAt = row.CreatedAt,
            StartedAt = running ? report?.StartedAt : null,
            Generation = row.Generation,
            AppliedGeneration = report?.AppliedGeneration ?? 0,
            Diverged = report?.Generation > row.Generation,
            Guest = running ? report?.Guest : null,
            Problem = report?.Problem,
            DiskBytes = report?.DiskBytes,
            Note = report?.Note,
            OperationId = operation,
            Disabled = Disabled(row, state, report, host),
        };
    }

    private static VmNetworkRef NetworkOf(NetworkId id, KnownHost? host)
        => host?.Facts?.Networks.FirstOrDefault(network => network.Id == id) is { } network ? VmNetworkRef.Of(network) : new VmNetworkRef(id, null, null);

    /// <summary>Why a verb cannot be asked for now; null when it can.</summary>
    public static string? WhyNot(VmVerb verb, VmRow row, VmState state, VmReport? report, KnownHost? host)
        => report?.Generation > row.Generation && verb != VmVerb.Delete
            ? "Portal and agent disagree about it; settle that first."
            : VmVerbs.WhyNot(verb, state, row.Target) ?? Missing(verb, report, host);

    private static ImmutableDictionary<string, string> Disabled(VmRow row, VmState state, VmReport? report, KnownHost? host)
        => DisabledReasons.Of(Verbs.Select(one => KeyValuePair.Create(one.Word, WhyNot(one.Verb, row, state, report, host))));

    private static string? Missing(VmVerb verb, VmReport? report, KnownHost? host)
    {
        EngineFeature? needed = verb switch
        {
            VmVerb.Pause or VmVerb.Resume => EngineFeature.Pause,
            VmVerb.Reset => EngineFeature.Reset,
            VmVerb.Start or VmVerb.Stop or VmVerb.ForceStop or VmVerb.Restart or VmVerb.Delete => null,
        };
        if (needed is not { } feature || report is not { Engine: { } engine, Profile: { } profile } || host?.Facts is not { } facts)
        {
            return null;
        }

        var found = facts.Engines.FirstOrDefault(entry => entry.Kind == engine)?.Profiles.FirstOrDefault(entry => entry.Profile == profile);
        return found is null || found.Features.Contains(feature)
            ? null
            : $"{engine} cannot do this with the profile {JsonNamingPolicy.CamelCase.ConvertName(profile.ToString())}.";
    }

    private static DateTimeOffset Later(DateTimeOffset one, DateTimeOffset? other) => other > one ? other.Value : one;
}
