using System.Collections.Immutable;
using NexusQuantum.Domain.Access;
using NexusQuantum.Domain.Errors;
using NexusQuantum.Domain.Hosts;
using NexusQuantum.Domain.Networks;

namespace NexusQuantum.Web.Features.Networks;

/// <summary>Networks as the hosts have them.</summary>
public interface INetworkApi
{
    Task<Result<ImmutableArray<NetworkView>>> ListAsync(Caller caller, CancellationToken cancellationToken);
}

/// <summary>A network of a host.</summary>
public sealed record NetworkView(HostId HostId, string HostName, NetworkFacts Facts);
