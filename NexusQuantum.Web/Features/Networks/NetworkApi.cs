using System.Collections.Immutable;
using NexusQuantum.Domain.Access;
using NexusQuantum.Domain.Errors;
using NexusQuantum.Web.Agents;

namespace NexusQuantum.Web.Features.Networks;

/// <summary>Reads networks out of the hosts' facts.</summary>
internal sealed class NetworkApi(AgentDirectory directory) : INetworkApi
{
    public Task<Result<ImmutableArray<NetworkView>>> ListAsync(Caller caller, CancellationToken cancellationToken)
        => Task.FromResult<Result<ImmutableArray<NetworkView>>>(caller.WhyNotSomewhere(Permission.NetworkRead) is { } why ? why : directory.Feed.Snapshot()
            .OrderBy(host => host.Name, StringComparer.Ordinal)
            .SelectMany(host => (host.Facts?.Networks ?? []).Select(facts => new NetworkView(host.Id, host.Name, facts)))
            .ToImmutableArray());
}
