using System.Globalization;
using System.Runtime.CompilerServices;
using Microsoft.AspNetCore.SignalR;
using NexusQuantum.Domain.Hosts;
using NexusQuantum.Domain.Vms;
using NexusQuantum.Web.Http;
using NexusQuantum.Web.Live;

namespace NexusQuantum.Web.Features.Metrics;

/// <summary>Live samples for clients outside the pages.</summary>
[SignedIn]
internal sealed class MetricsHub(IMetricApi metrics, TimeProvider time) : Hub
{
    /// <summary>Samples of these VMs and hosts as they come, until the client stops reading; one that reads slowly loses the oldest.</summary>
    public async IAsyncEnumerable<MetricTick> Follow(string[] vmIds, string[] hostIds, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        VmId[] vms = [.. vmIds.Select(text => VmId.TryParse(text, CultureInfo.InvariantCulture, out var id) ? id : throw new HubException("This is not a machine's id."))];
        HostId[] hosts = [.. hostIds.Select(text => HostId.TryParse(text, CultureInfo.InvariantCulture, out var id) ? id : throw new HubException("This is not a host's id."))];
        var caller = Context.User!.ToCaller(); // the fallback policy lets nobody in without a user

        // What is followed was chosen by the rights of then.
        bool May() => caller.Rights.Equals(Context.User!.ToCaller().Rights); // as above
        await foreach (var tick in metrics.FollowAsync(caller, vms, hosts, cancellationToken).While(May, () => new HubException("What you may see has changed. Ask again."), time, cancellationToken))
        {
            yield return tick;
        }
    }
}
