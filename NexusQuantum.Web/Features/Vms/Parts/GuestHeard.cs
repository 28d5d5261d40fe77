using NexusQuantum.Web.Features.Metrics;

namespace NexusQuantum.Web.Features.Vms.Parts;

/// <summary>
/// Whether a machine's guest agent still speaks. Its host reports it only when something changes, so the newest sample with figures
/// of the guest's own counts too; machines nobody watches send one every five seconds.
/// </summary>
internal static class GuestHeard
{
    private static readonly TimeSpan Silent = TimeSpan.FromSeconds(15);

    /// <summary>For how long it has been silent; null while it answers, or when there is none.</summary>
    public static TimeSpan? SilentFor(VmView vm, IMetricApi metrics, DateTimeOffset now)
    {
        if (vm.Guest is not { } guest)
        {
            return null;
        }

        var heard = metrics.Recent(vm.Id, 1) is [.., { Sample.GuestMemoryTotalBytes: not null } newest] && newest.At > guest.LastSeenAt ? newest.At : guest.LastSeenAt;
        return now - heard > Silent ? now - heard : null;
    }
}
