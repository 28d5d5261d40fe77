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

    /// <summary>Gives a host a new key and certificate now; the old certificate is refused from then on.</summary>
    Task<Result<HostView>> RotateCertificateAsync(Caller caller, HostId id, CancellationToken cancellationToken);

    /// <summary>Forgets a host; refused while it has VMs.</summary>
    Task<Result<Done>> RemoveAsync(Caller caller, HostId id, CancellationToken cancellationToken);

    /// <summary>A one-time token with the line to run on the new host.</summary>
    Task<Result<JoinTokenView>> CreateJoinTokenAsync(Caller caller, JoinTokenRequest request, CancellationToken cancellationToken);

    /// <summary>The last preflight of a host, or the run of that id, with what changed since the one before and the history.</summary>
    Task<Result<PreflightView>> PreflightAsync(Caller caller, HostId id, Guid? run, CancellationToken cancellationToken);

    /// <summary>Runs a host's checks now; takes seconds.</summary>
    Task<Result<PreflightView>> CheckAsync(Caller caller, HostId id, CheckHostRequest request, CancellationToken cancellationToken);

    /// <summary>Lets a required check that fails on a host fail, so that it takes VMs.</summary>
    Task<Result<PreflightView>> WaiveAsync(Caller caller, HostId id, string checkId, WaiveCheckRequest request, CancellationToken cancellationToken);

    /// <summary>Takes that back.</summary>
    Task<Result<PreflightView>> UnwaiveAsync(Caller caller, HostId id, string checkId, CancellationToken cancellationToken);
}

/// <summary>Body of <c>PATCH /v1/hosts/{id}</c>; null leaves a field.</summary>
public sealed record EditHostRequest(string? Name = null, string? Address = null);

/// <summary>Body of <c>POST /v1/hosts/join-tokens</c>.</summary>
/// <param name="AcceptUnfit">Whether the host is taken although required checks fail on it: they are waived with its first preflight.</param>
/// <param name="HostId">The host that shall join again: with its name and machines, and what it was known by before is refused from then on. Null for a new host.</param>
public sealed record JoinTokenRequest(bool AcceptUnfit = false, HostId? HostId = null);

/// <summary>Body of <c>POST /v1/hosts/{id}/preflight</c>.</summary>
/// <param name="MeasureStorage">Whether the disk is measured too, with up to 256 MiB written and removed.</param>
public sealed record CheckHostRequest(bool MeasureStorage = false);

/// <summary>Body of <c>PUT /v1/hosts/{id}/preflight/waivers/{checkId}</c>.</summary>
/// <param name="Reason">One line, 1 to 300 characters.</param>
public sealed record WaiveCheckRequest(string? Reason = null);

/// <summary>A join token, shown once.</summary>
/// <param name="Token">The whole token.</param>
/// <param name="Command">The line to run on the host.</param>
/// <param name="ExpiresAt">UTC.</param>
public sealed record JoinTokenView(string Token, string Command, DateTimeOffset ExpiresAt);
