using NexusQuantum.Domain.Hosts;
using NexusQuantum.Domain.Vms;
using NexusQuantum.Web.Agents;
using NexusQuantum.Web.Features.Vms;
using NexusQuantum.Web.Live;

namespace NexusQuantum.Web.Features.Hosts;

/// <summary>
/// Keeps the pictures of hosts: what the directory knows, joined with what is promised to their VMs. Changes of VMs are summed at most
/// four times a second, however many there are.
/// </summary>
internal sealed class HostViews(AgentDirectory directory, IVmApi vms, TimeProvider time) : BackgroundService
{
    private static readonly TimeSpan SumEvery = TimeSpan.FromMilliseconds(250);

    public LiveFeed<HostId, HostView> Feed { get; } = new();

    /// <summary>A host's picture, made now.</summary>
    public HostView Compose(KnownHost host)
    {
        long memory = 0;
        int vcpus = 0, count = 0;
        foreach (var vm in vms.Feed.Snapshot())
        {
            if (vm.Host.Id != host.Id)
            {
                continue;
            }

            count++;
            if (vm.Power is VmPower.Running or VmPower.Paused)
            {
                memory += vm.MemoryMiB;
                vcpus += vm.Vcpus;
            }
        }

        return Compose(host, memory, vcpus, count);
    }

    protected override Task ExecuteAsync(CancellationToken stoppingToken)
        => Task.WhenAll(FollowHostsAsync(stoppingToken), FollowAsync(vms.Feed, stoppingToken), FollowAsync(vms.Orphans, stoppingToken));

    private async Task FollowHostsAsync(CancellationToken stoppingToken)
    {
        await using var hosts = directory.Feed.Subscribe();
        foreach (var host in hosts.Now.Values)
        {
            Feed.Put(host.Id, Compose(host));
        }

        await foreach (var batch in hosts.ReadAsync(stoppingToken))
        {
            foreach (var (id, host) in batch)
            {
                if (host is null)
                {
                    Feed.Remove(id);
                }
                else
                {
                    Feed.Put(id, Compose(host));
                }
            }
        }
    }

    private async Task FollowAsync<TKey, TView>(LiveFeed<TKey, TView> feed, CancellationToken stoppingToken)
        where TKey : notnull
        where TView : class
    {
        await using var changes = feed.Subscribe();
        await foreach (var _ in changes.ReadAsync(stoppingToken))
        {
            SumAll();
            await Task.Delay(SumEvery, time, stoppingToken);
        }
    }

    private void SumAll()
    {
        var sums = new Dictionary<HostId, (long Memory, int Vcpus, int Count)>();
        foreach (var vm in vms.Feed.Snapshot())
        {
            var (memory, vcpus, count) = sums.GetValueOrDefault(vm.Host.Id);
            var promised = vm.Power is VmPower.Running or VmPower.Paused;
            sums[vm.Host.Id] = (memory + (promised ? vm.MemoryMiB : 0), vcpus + (promised ? vm.Vcpus : 0), count + 1);
        }

        foreach (var host in directory.Feed.Snapshot())
        {
            var (memory, vcpus, count) = sums.GetValueOrDefault(host.Id);
            Feed.Update(host.Id, known => Compose(host, memory, vcpus, count) is var next && next == known ? null : next);
        }
    }

    private HostView Compose(KnownHost host, long memory, int vcpus, int count) => new()
    {
        Id = host.Id,
        Name = host.Name,
        Address = host.Address,
        Reachable = host.Reachable,
        UnreachableReason = host.Reachable ? null : host.UnreachableReason,
        UnreachableType = host.Reachable ? null : host.UnreachableType,
        UnreachableFix = host.Reachable ? null : host.UnreachableFix,
        LastSeenAt = host.LastSeenAt,
        Facts = host.Facts,
        PromisedMemoryMiB = memory,
        PromisedVcpus = vcpus,
        ReservedMemoryMiB = host.Facts is { } facts ? HostReserve.MemoryMiB(facts) : 0,
        Unfit = host.Unfit,
        PreflightAt = host.PreflightAt,
        VmCount = count,
        OrphanCount = vms.Orphans.Snapshot().Count(orphan => orphan.HostId == host.Id),
        JoinedAt = host.JoinedAt,
        CertificateExpiresAt = host.CertificateExpiresAt,
        CertificateIssuedAt = host.CertificateIssuedAt,
        CertificateFingerprint = host.CertificateFingerprint,
        Addresses = host.Addresses,
        ClockSkewSeconds = host.ClockSkewSeconds,
    };
}
