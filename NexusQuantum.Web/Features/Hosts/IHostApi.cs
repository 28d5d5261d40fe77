using System.Collections.Immutable;
using NexusQuantum.Domain.Access;
using NexusQuantum.Domain.Errors;
using NexusQuantum.Domain.Hosts;
using NexusQuantum.Web.Live;

namespace NexusQuantum.Web.Features.Hosts;

/// <summary>Everything that can be done with hosts.</summary>
public interface IHostApi
{
    /// <summary>All hosts, live.</summary>
    LiveFeed<HostId, HostView> Feed { get; }

    Task<Result<ImmutableArray<HostView>>> ListAsync(Caller caller, CancellationToken cancellationToken);

    Task<Result<HostView>> GetAsync(Caller caller, HostId id, CancellationToken cancellationToken);

    /// <summary>Renames a host or corrects its address.</summary>
    Task<Result<HostView>> EditAsync(Caller caller, HostId id, EditHostRequest request, CancellationToken cancellationToken);

    /// <summary>Forgets a host; refused while it has VMs.</summary>
    Task<Result<Done>> RemoveAsync(Caller caller, HostId id, CancellationToken cancellationToken);

    /// <summary>A one-time token with the line to run on the new host.</summary>
    Task<Result<JoinTokenView>> CreateJoinTokenAsync(Caller caller, CancellationToken cancellationToken);
}

/// <summary>Body of <c>PATCH /v1/hosts/{id}</c>; null leaves a field.</summary>
public sealed record EditHostRequest(string? Name = null, string? Address = null);

/// <summary>A join token, shown once.</summary>
/// <param name="Token">The whole token.</param>
/// <param name="Command">The line to run on the host.</param>
/// <param name="ExpiresAt">UTC.</param>
public sealed record JoinTokenView(string Token, string Command, DateTimeOffset ExpiresAt);
