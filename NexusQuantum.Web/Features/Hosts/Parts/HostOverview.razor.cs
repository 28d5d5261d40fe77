using System.Collections.Immutable;
using Microsoft.AspNetCore.Components;
using NexusQuantum.Domain.Engines;
using NexusQuantum.Domain.Metrics;
using NexusQuantum.Domain.Networks;
using NexusQuantum.Web.Features.Metrics;
using NexusQuantum.Web.Features.Networks;
using NexusQuantum.Web.Ui;

namespace NexusQuantum.Web.Features.Hosts.Parts;

/// <summary>What a host has, uses and promised.</summary>
public sealed partial class HostOverview
{
    private const double MiB = 1024 * 1024;
    private static readonly TimeSpan Old = TimeSpan.FromSeconds(15);
    private Stamped<HostSample>? _newest;

    [Parameter]
    [EditorRequired]
    public HostView Host { get; set; } = null!; // required by the editor

    /// <summary>The page's now, so that all ages agree.</summary>
    [Parameter]
    [EditorRequired]
    public new DateTimeOffset Now { get; set; }

    [Inject]
    private IMetricApi Metrics { get; set; } = null!; // injected before any use

    private HostSample? Sample => _newest is { } newest && Clock.GetUtcNow() - newest.At < Old ? newest.Sample : null;

    private IEnumerable<CapacityLine> Lines
    {
        get
        {
            if (Host.Facts is not { } facts)
            {
                yield break;
            }

            yield return new("CPU", Sample?.Cpu, (double)Host.PromisedVcpus / Math.Max(1, facts.CpuCount), $"{Units.Count(Host.PromisedVcpus)} vCPU promised, {Units.Count(facts.CpuCount)} processors");
            var used = Sample?.MemoryTotalBytes - Sample?.MemoryAvailableBytes;
            var free = Math.Max(0, facts.MemoryBytes / (long)MiB - Host.ReservedMemoryMiB - Host.PromisedMemoryMiB);
            yield return new("Memory", used / (double?)facts.MemoryBytes, Host.PromisedMemoryMiB * MiB / facts.MemoryBytes, $"{Units.MiB(Host.PromisedMemoryMiB)} promised, {Units.MiB(free)} free for machines");
            foreach (var disk in facts.Disks)
            {
                yield return new(disk.Path, 1 - disk.FreeBytes / (double)Math.Max(1, disk.TotalBytes), null, $"{Units.Bytes(disk.FreeBytes)} of {Units.Bytes(disk.TotalBytes)} free, {disk.FileSystem}");
            }
        }
    }

    protected override void OnInitialized()
    {
        _newest = Metrics.Recent(Host.Id, 1) is [.., var last] ? last : null;
        Follow(FollowAsync, sample => _newest = sample);
    }

    private async IAsyncEnumerable<Stamped<HostSample>> FollowAsync([System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await foreach (var tick in Metrics.FollowAsync(await CallerAsync(), [], [Host.Id], cancellationToken))
        {
            if (tick.Host is { } sample && tick.HostId == Host.Id)
            {
                yield return new Stamped<HostSample>(tick.At, sample);
            }
        }
    }

    private static string FeatureText(ProfileFacts profile) => string.Join(", ", profile.Features.Select(feature => feature switch
    {
        EngineFeature.Console => "console",
        EngineFeature.Pause => "pause",
        EngineFeature.Reset => "reset",
        EngineFeature.PowerButton => "graceful stop",
        EngineFeature.HotplugDisk => "disks while it runs",
        EngineFeature.HotplugNic => "NICs while it runs",
    }));

    private static string How(NetworkFacts network) => string.Join(". ", new[]
    {
        NetworkWords.Mode(network.Mode, network.Uplink),
        network.Outbound ? null : "Nothing outside can be reached",
        network.Note ?? network.Unavailable,
    }.Where(part => part is not null));

    private sealed record CapacityLine(string Word, double? Used, double? Held, string Says);
}
