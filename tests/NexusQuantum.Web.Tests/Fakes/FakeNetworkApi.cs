using System.Collections.Immutable;
using NexusQuantum.Domain.Access;
using NexusQuantum.Domain.Errors;
using NexusQuantum.Domain.Networks;
using NexusQuantum.Web.Features.Hosts;
using NexusQuantum.Web.Features.Networks;

namespace NexusQuantum.Web.Tests.Fakes;

/// <summary>Networks a test puts there.</summary>
public sealed class FakeNetworkApi : INetworkApi
{
    /// <summary>What is listed.</summary>
    public ImmutableArray<NetworkView> All { get; set; } = [];

    /// <summary>A network on a host, behind address translation unless another is given.</summary>
    public NetworkView Put(HostView host, NetworkFacts? facts = null)
    {
        var network = new NetworkView(host.Id, host.Name, facts ?? SomeNetwork.Nat());
        All = All.Add(network);
        return network;
    }

    public Task<Result<ImmutableArray<NetworkView>>> ListAsync(Caller caller, CancellationToken cancellationToken) => Task.FromResult<Result<ImmutableArray<NetworkView>>>(All);
}
