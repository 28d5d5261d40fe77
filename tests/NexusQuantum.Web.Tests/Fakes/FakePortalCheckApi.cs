using NexusQuantum.Domain.Access;
using NexusQuantum.Domain.Errors;
using NexusQuantum.Domain.Preflight;
using NexusQuantum.Web.Features.PortalCheck;
using NexusQuantum.Web.Preflight;

namespace NexusQuantum.Web.Tests.Fakes;

/// <summary>A portal whose checks come out as a test says.</summary>
public sealed class FakePortalCheckApi : IPortalCheckApi
{
    public PreflightReport? Last { get; set; }

    public PreflightReport? Next { get; set; }

    public int Runs { get; private set; }

    public Task<Result<PreflightReport>> LastAsync(Caller caller, CancellationToken cancellationToken)
        => Task.FromResult<Result<PreflightReport>>(Last is { } last ? last : PreflightErrors.PortalNotRun);

    public Task<Result<PreflightReport>> RunAsync(Caller caller, CancellationToken cancellationToken)
    {
        Runs++;
        return Task.FromResult<Result<PreflightReport>>(Next is { } next ? Last = next : new Error(ErrorKind.Failed, "internal", "It broke."));
    }
}
