using Microsoft.EntityFrameworkCore;
using NexusQuantum.Domain.Hosts;
using NexusQuantum.Domain.Vms;
using NexusQuantum.Web.Data;

namespace NexusQuantum.Web.Features.Vms;

/// <summary>Memory promised to VMs that are wished running or paused.</summary>
internal static class Promises
{
    public static Dictionary<HostId, long> Of(IEnumerable<VmView> vms)
    {
        var sums = new Dictionary<HostId, long>();
        foreach (var vm in vms)
        {
            if (vm.Power is VmPower.Running or VmPower.Paused)
            {
                sums[vm.Host.Id] = sums.GetValueOrDefault(vm.Host.Id) + vm.MemoryMiB;
            }
        }

        return sums;
    }

    /// <summary>The sum of the rows of one host but one VM, with nobody else promising until this transaction ends.</summary>
    public static async Task<long> LockAndSumAsync(NexusDb db, HostId host, VmId except, CancellationToken cancellationToken)
    {
        var key = BitConverter.ToInt64(host.Value.ToByteArray(), 8);
        // Two statements: the second's snapshot is taken after the lock is held, and so sees what the holder before us committed.
        await db.Database.ExecuteSqlAsync($"SELECT pg_advisory_xact_lock({key})", cancellationToken);
        return await db.Set<VmRow>()
            .Where(vm => vm.HostId == host && vm.Id != except && (vm.Target == VmPower.Running || vm.Target == VmPower.Paused))
            .SumAsync(vm => (long)vm.MemoryMiB, cancellationToken);
    }
}
