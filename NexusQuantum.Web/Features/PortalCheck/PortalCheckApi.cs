using NexusQuantum.Domain.Access;
using NexusQuantum.Domain.Errors;
using NexusQuantum.Domain.Preflight;
using NexusQuantum.Web.Preflight;
using NexusQuantum.Web.Preflight.Portal;

namespace NexusQuantum.Web.Features.PortalCheck;

internal sealed class PortalCheckApi(PortalPreflights preflights) : IPortalCheckApi
{
    public Task<Result<PreflightReport>> LastAsync(Caller caller, CancellationToken cancellationToken)
        => Task.FromResult<Result<PreflightReport>>(caller.WhyNot(Permission.SettingsAdminister) is { } no ? no : preflights.Last is { } last ? last : PreflightErrors.PortalNotRun);

    public async Task<Result<PreflightReport>> RunAsync(Caller caller, CancellationToken cancellationToken)
        => caller.WhyNot(Permission.SettingsAdminister) is { } no ? no : await preflights.RunAsync(cancellationToken);
}
