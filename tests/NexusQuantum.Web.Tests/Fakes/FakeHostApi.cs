using System.Collections.Immutable;
using NexusQuantum.Domain.Access;
using NexusQuantum.Domain.Errors;
using NexusQuantum.Domain.Hosts;
using NexusQuantum.Web.Features.Hosts;
using NexusQuantum.Web.Live;

namespace NexusQuantum.Web.Tests.Fakes;

/// <summary>Hosts a test puts there.</summary>
public sealed class FakeHostApi : IHostApi
{
    public LiveFeed<HostId, HostView> Feed { get; } = new();

    /// <summary>Hosts that were asked to be forgotten.</summary>
    public List<HostId> Removed { get; } = [];

    /// <summary>Every edit asked for.</summary>
    public List<EditHostRequest> Edited { get; } = [];

    /// <summary>The last preflight; null before one has run.</summary>
    public PreflightView? Preflight { get; set; }

    /// <summary>Which runs were asked for.</summary>
    public List<Guid?> RunsAsked { get; } = [];

    /// <summary>Every run that was ordered.</summary>
    public List<CheckHostRequest> Checked { get; } = [];

    /// <summary>What is waived.</summary>
    public List<(string Check, string? Reason)> Waived { get; } = [];

    /// <summary>Every join token that was asked for.</summary>
    public List<JoinTokenRequest> TokensAsked { get; } = [];

    /// <summary>The line of the next join token.</summary>
    public string Command { get; set; } = "nexus-agent enroll --manager https://portal.example:18080 --token id.secret.print";

    /// <summary>Hosts whose certificate was rotated.</summary>
    public List<HostId> Rotated { get; } = [];

    /// <summary>Refuses everything with this, when set.</summary>
    public Error? Refusal { get; set; }

    public void Put(HostView host) => Feed.Put(host.Id, host);

    public Task<Result<ImmutableArray<HostView>>> ListAsync(Caller caller, CancellationToken cancellationToken)
        => Answer(() => Feed.Snapshot().ToImmutableArray());

    public Task<Result<HostView>> GetAsync(Caller caller, HostId id, CancellationToken cancellationToken)
        => Task.FromResult(Feed.Find(id) is { } host ? (Result<HostView>)host : new Error(ErrorKind.NotFound, "host-not-found", "There is no such host."));

    public Task<Result<HostView>> EditAsync(Caller caller, HostId id, EditHostRequest request, CancellationToken cancellationToken)
    {
        Edited.Add(request);
        return GetAsync(caller, id, cancellationToken);
    }

    public Task<Result<HostView>> RotateCertificateAsync(Caller caller, HostId id, CancellationToken cancellationToken)
        => Answer(() =>
        {
            Rotated.Add(id);
            var rotated = Feed.Find(id)! with { CertificateFingerprint = new string('b', 64), CertificateIssuedAt = Some.Now }; // a test puts it there first
            Put(rotated);
            return rotated;
        });

    public Task<Result<Done>> RemoveAsync(Caller caller, HostId id, CancellationToken cancellationToken)
        => Answer(() =>
        {
            Removed.Add(id);
            Feed.Remove(id);
            return Done.Value;
        });

    public Task<Result<JoinTokenView>> CreateJoinTokenAsync(Caller caller, JoinTokenRequest request, CancellationToken cancellationToken)
        => Answer(() =>
        {
            TokensAsked.Add(request);
            return new JoinTokenView("id.secret.print", Command, Some.Now.AddMinutes(15));
        });

    public Task<Result<PreflightView>> PreflightAsync(Caller caller, HostId id, Guid? run, CancellationToken cancellationToken)
    {
        RunsAsked.Add(run);
        return Task.FromResult(Preflight is { } view ? (Result<PreflightView>)view : new Error(ErrorKind.NotFound, "preflight-not-run", "No preflight of this host has been run yet."));
    }

    public Task<Result<PreflightView>> CheckAsync(Caller caller, HostId id, CheckHostRequest request, CancellationToken cancellationToken)
        => Answer(() =>
        {
            Checked.Add(request);
            return Preflight ??= SomePreflight.Of(SomePreflight.Failing);
        });

    public Task<Result<PreflightView>> WaiveAsync(Caller caller, HostId id, string checkId, WaiveCheckRequest request, CancellationToken cancellationToken)
        => Answer(() =>
        {
            Waived.Add((checkId, request.Reason));
            return Preflight = Preflight! with { Waivers = [new WaiverView(checkId, request.Reason ?? "", caller.Name, Some.Now)] }; // a test puts one there first
        });

    public Task<Result<PreflightView>> UnwaiveAsync(Caller caller, HostId id, string checkId, CancellationToken cancellationToken)
        => Answer(() =>
        {
            Waived.RemoveAll(waived => waived.Check == checkId);
            return Preflight = Preflight! with { Waivers = [] }; // a test puts one there first
        });

    private Task<Result<T>> Answer<T>(Func<T> value) => Task.FromResult(Refusal is { } refusal ? refusal : (Result<T>)value());
}
