using System.Collections.Immutable;
using Microsoft.EntityFrameworkCore;
using Npgsql;
using NexusQuantum.Domain.Access;
using NexusQuantum.Domain.Errors;
using NexusQuantum.Domain.Hosts;
using NexusQuantum.Web.Agents;
using NexusQuantum.Web.Data;
using NexusQuantum.Web.Features.Vms;
using NexusQuantum.Web.Live;

namespace NexusQuantum.Web.Features.Hosts;

/// <summary>The room's face.</summary>
internal sealed class HostApi(HostViews views, AgentDirectory directory, Enrollment enrollment, IVmApi vms, IDbContextFactory<NexusDb> databases, WebOptions options) : IHostApi
{
    public LiveFeed<HostId, HostView> Feed => views.Feed;

    public Task<Result<ImmutableArray<HostView>>> ListAsync(Caller caller, CancellationToken cancellationToken)
        => Task.FromResult<Result<ImmutableArray<HostView>>>(directory.Feed.Snapshot().OrderBy(host => host.Name, StringComparer.Ordinal).Select(views.Compose).ToImmutableArray());

    public Task<Result<HostView>> GetAsync(Caller caller, HostId id, CancellationToken cancellationToken)
        => Task.FromResult<Result<HostView>>(directory.Find(id) is { } host ? views.Compose(host) : HostErrors.NotFound);

    public async Task<Result<HostView>> EditAsync(Caller caller, HostId id, EditHostRequest request, CancellationToken cancellationToken)
    {
        if (request.Name is { } name && !Enrollment.GoodName(name))
        {
            return HostErrors.BadName;
        }

        var parsed = request.Address is null ? null : HostAddress.Parse(request.Address, caller: null);
        if (parsed is { Ok: false })
        {
            return parsed.Error;
        }

        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        if (await db.Set<HostRow>().SingleOrDefaultAsync(host => host.Id == id, cancellationToken) is not { } row)
        {
            return HostErrors.NotFound;
        }

        row.Name = request.Name ?? row.Name;
        row.Address = parsed?.Value ?? row.Address;
        try
        {
            await db.SaveChangesAsync(cancellationToken);
        }
        catch (DbUpdateException e) when (e.InnerException is PostgresException { SqlState: PostgresErrorCodes.UniqueViolation })
        {
            return HostErrors.NameTaken(row.Name);
        }

        directory.Apply(row);
        return await GetAsync(caller, id, cancellationToken);
    }

    public async Task<Result<Done>> RemoveAsync(Caller caller, HostId id, CancellationToken cancellationToken)
    {
        if (directory.Find(id) is not { } host)
        {
            return HostErrors.NotFound;
        }

        var listed = vms.Feed.Snapshot().Count(vm => vm.Host.Id == id);
        if (listed > 0)
        {
            return HostErrors.HasVms(host.Name, listed);
        }

        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        // The foreign key of its VMs is the last word: one created a moment ago on another replica keeps the host.
        try
        {
            await db.Set<HostRow>().Where(row => row.Id == id).ExecuteDeleteAsync(cancellationToken);
        }
        catch (PostgresException e) when (e.SqlState is PostgresErrorCodes.ForeignKeyViolation)
        {
            return HostErrors.HasVms(host.Name, 1);
        }

        directory.Remove(id);
        return Done.Value;
    }

    public async Task<Result<JoinTokenView>> CreateJoinTokenAsync(Caller caller, CancellationToken cancellationToken)
    {
        var (token, expiresAt) = await enrollment.CreateTokenAsync(caller, cancellationToken);
        var text = token.Reveal();
        return new JoinTokenView(text, $"nexus-agent enroll --manager {Manager()} --token {text}", expiresAt);
    }

    // Where nobody said how this portal is reached, its host name is the best guess that works beyond this machine.
    private string Manager() => (options.Base ?? (System.Net.IPAddress.IsLoopback(options.Bind.Address)
        ? options.LocalAddress
        : new UriBuilder(Uri.UriSchemeHttp, Environment.MachineName, options.Bind.Port).Uri)).AbsoluteUri.TrimEnd('/');
}
