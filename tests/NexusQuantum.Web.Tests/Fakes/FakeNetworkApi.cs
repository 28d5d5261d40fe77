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

    /// <summary>A network behind address translation on a host.</summary>
    public NetworkView Put(HostView host, string name = "default")
    {
        var network = new NetworkView(host.Id, host.Name, new NetworkFacts
        {
            Id = NetworkId.New(),
            Name = name,
            Mode = NetworkMode.Nat,
            Bridge = "fcbr0",
            Range = Cidr.Parse("10.0.100.0/24", null),
            AddressesUsed = 3,
            Outbound = true,
        });
        All = All.Add(network);
        return network;
    }

    public Task<Result<ImmutableArray<NetworkView>>> ListAsync(Caller caller, CancellationToken cancellationToken) => Task.FromResult<Result<ImmutableArray<NetworkView>>>(All);
}
