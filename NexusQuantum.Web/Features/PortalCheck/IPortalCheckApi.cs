using NexusQuantum.Domain.Access;
using NexusQuantum.Domain.Errors;
using NexusQuantum.Domain.Preflight;

namespace NexusQuantum.Web.Features.PortalCheck;

/// <summary>Whether this portal meets the requirements: database, port, certificate, directories, clocks. All of it needs <see cref="Permission.SettingsAdminister"/>.</summary>
public interface IPortalCheckApi
{
    /// <summary>The last run of this process; not found before the first.</summary>
    Task<Result<PreflightReport>> LastAsync(Caller caller, CancellationToken cancellationToken);

    /// <summary>Checks now, which takes up to some seconds and changes nothing.</summary>
    Task<Result<PreflightReport>> RunAsync(Caller caller, CancellationToken cancellationToken);
}
