using System.Collections.Immutable;
using Microsoft.EntityFrameworkCore;
using NexusQuantum.Domain.Access;
using NexusQuantum.Domain.Errors;
using NexusQuantum.Web.Data;
using NexusQuantum.Web.Data.Audit;
using NexusQuantum.Web.Features.Access.Roles;
using NexusQuantum.Web.Features.Access.Sessions;
using NexusQuantum.Web.Features.Access.Standing;

namespace NexusQuantum.Web.Features.Access.Providers;

/// <summary>
/// Makes, changes and removes sign-in providers. Whoever may decide what a provider is asked decides who people are here: so nobody
/// touches one whose mappings give more than they hold themselves, and a change of what is asked switches it off until it is tested.
/// </summary>
internal sealed class ProviderBook(IDbContextFactory<NexusDb> databases, Seal seal, ProviderWire wire, ProviderOrigins origins, SessionBook sessions, AuditTrail trail, AccessNews news, TimeProvider time) : IProviders
{
    private const int Most = 50;

    public async Task<Result<ImmutableArray<SignInProviderView>>> ListAsync(Caller caller, CancellationToken cancellationToken)
    {
        if (caller.WhyNot(Permission.AccessAdminister) is { } why)
        {
            return why;
        }

        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        var mappings = (await db.Set<ClaimMapping>().AsNoTracking().OrderBy(mapping => mapping.Id).ToListAsync(cancellationToken)).ToLookup(mapping => mapping.ProviderId);
        return (await db.Set<SignInProvider>().AsNoTracking().OrderBy(row => row.Name).ToListAsync(cancellationToken)).Select(row => SignInProviderView.Of(row, mappings[row.Id])).ToImmutableArray();
    }

    public async Task<Result<SignInProviderView>> GetAsync(Caller caller, Guid id, CancellationToken cancellationToken)
        => (await ListAsync(caller, cancellationToken)).Then<SignInProviderView>(all => all.FirstOrDefault(view => view.Id == id) is { } view ? view : ProviderErrors.NotFound(id.ToString("D")));

    /// <summary>The roles and projects that a mapping may name.</summary>
    public async Task<Result<GrantChoices>> ChoicesAsync(Caller caller, CancellationToken cancellationToken)
    {
        if (caller.WhyNot(Permission.AccessAdminister) is { } why)
        {
            return why;
        }

        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        return await GrantChoices.ReadAsync(db, caller, cancellationToken);
    }

    /// <summary>What stands on the sign-in page.</summary>
    public async Task<IReadOnlyList<(string Slug, string Name)>> OpenAsync(CancellationToken cancellationToken)
    {
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        var rows = await db.Set<SignInProvider>().AsNoTracking().Where(row => row.Enabled && row.TestedRevision == row.Revision).OrderBy(row => row.Name).Select(row => new { row.Slug, row.Name }).ToListAsync(cancellationToken);
        return [.. rows.Select(row => (row.Slug, row.Name))];
    }

    public async Task<SignInProvider?> FindAsync(string slug, CancellationToken cancellationToken)
    {
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        return await db.Set<SignInProvider>().AsNoTracking().SingleOrDefaultAsync(row => row.Slug == slug, cancellationToken);
    }

    public async Task<SignInProvider?> FindAsync(Guid id, CancellationToken cancellationToken)
    {
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        return await db.Set<SignInProvider>().AsNoTracking().SingleOrDefaultAsync(row => row.Id == id, cancellationToken);
    }

    public Task<Result<SignInProviderView>> CreateAsync(Caller caller, SignInProviderRequest request, CancellationToken cancellationToken)
        => trail.WatchAsync(caller, new AuditAct("provider.create", "sign-in-provider", null, request.Name), () => SaveAsync(caller, null, request, cancellationToken), cancellationToken);

    public Task<Result<SignInProviderView>> ChangeAsync(Caller caller, Guid id, SignInProviderRequest request, CancellationToken cancellationToken)
        => trail.WatchAsync(caller, new AuditAct("provider.change", "sign-in-provider", id.ToString("D"), request.Name), () => SaveAsync(caller, id, request, cancellationToken), cancellationToken);

    public Task<Result<Done>> DeleteAsync(Caller caller, Guid id, CancellationToken cancellationToken)
        => trail.WatchAsync(caller, new AuditAct("provider.delete", "sign-in-provider", id.ToString("D")), () => RemoveAsync(caller, id, cancellationToken), cancellationToken);

    /// <summary>Reads the provider's description, and nothing else: no browser, nobody signed in.</summary>
    public async Task<Result<ProviderCheckView>> CheckAsync(Caller caller, Guid id, CancellationToken cancellationToken)
    {
        if (caller.WhyNot(Permission.AccessAdminister) is { } why)
        {
            return why;
        }

        if (await FindAsync(id, cancellationToken) is not { } provider)
        {
            return ProviderErrors.NotFound(id.ToString("D"));
        }

        return (await wire.ReadAsync(provider.Authority, cancellationToken)).Then<ProviderCheckView>(found => new ProviderCheckView(found.Issuer, found.AuthorizationEndpoint, [.. found.ScopesSupported], [.. found.ClaimsSupported]));
    }

    /// <summary>Keeps how a test went; when well, and of the configuration as it is now, the provider may be switched on.</summary>
    public async Task TestedAsync(Caller caller, SignInProvider tested, ProviderTest result, CancellationToken cancellationToken)
    {
        var page = result.Problem is null && (await wire.ReadAsync(tested.Authority, cancellationToken)).Value is { } found ? new Uri(found.AuthorizationEndpoint).GetLeftPart(UriPartial.Authority) : null;
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        await using var transaction = await db.Database.BeginTransactionAsync(cancellationToken);
        if (await LockAsync(db, tested.Id, cancellationToken) is not { } row || row.Revision != tested.Revision)
        {
            return;
        }

        row.LastTest = result;
        if (result.Problem is null)
        {
            (row.TestedRevision, row.TestedAt, row.PageOrigin) = (row.Revision, result.At, page ?? row.PageOrigin);
        }

        trail.Add(db, caller, new AuditAct("provider.test", "sign-in-provider", row.Id.ToString("D"), row.Name) { Note = result.Problem is null ? "It went well." : "It failed: " + result.Problem });
        await db.SaveChangesAsync(cancellationToken);
        await transaction.CommitAsync(cancellationToken);
    }

    private async Task<Result<SignInProviderView>> SaveAsync(Caller caller, Guid? id, SignInProviderRequest request, CancellationToken cancellationToken)
    {
        if (caller.WhyNot(Permission.AccessAdminister) is { } why)
        {
            return why;
        }

        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        await using var transaction = await db.Database.BeginTransactionAsync(cancellationToken);
        var row = id is { } known ? await LockAsync(db, known, cancellationToken) : null;
        if (id is not null && row is null)
        {
            return ProviderErrors.NotFound(id.Value.ToString("D"));
        }

        var mapped = new ProviderMappings(db, caller);
        var old = row is null ? [] : await mapped.ReadAsync(row.Id, cancellationToken);
        if (ProviderFields.WhyNot(request, row) is { } wrong)
        {
            return wrong;
        }

        if (await mapped.WhyNotAsync([.. old, .. request.Mappings ?? []], cancellationToken) is { } beyond)
        {
            return beyond;
        }

        if (row is null && await db.Set<SignInProvider>().CountAsync(cancellationToken) >= Most)
        {
            return ProviderErrors.Invalid(new(StringComparer.Ordinal) { ["slug"] = [$"There are {Most} sign-in providers at most."] });
        }

        var before = row is null ? null : ProviderWords.Of(row, await mapped.SayAsync(old, cancellationToken));
        if (row is null)
        {
            db.Add(row = Make(request));
        }
        else if (Apply(row, request))
        {
            (row.Revision, row.Enabled) = (Guid.CreateVersion7(), false);
        }

        if (request.Enabled && !row.IsTested && id is not null && before?["enabled"] == "yes")
        {
            // What was on and is changed goes off by itself; asking in the same breath to keep it on is no mistake.
            row.Enabled = false;
        }
        else if (request.Enabled && !row.IsTested)
        {
            return ProviderErrors.NotTested(row.Name);
        }
        else
        {
            row.Enabled = request.Enabled;
        }

        // Who came in by it on its word alone has nothing left to stand on.
        var switchedOff = before?["enabled"] == "yes" && !row.Enabled;
        if (switchedOff)
        {
            await sessions.EndByAsync(db, caller, row, cancellationToken);
        }

        var now = await mapped.ReplaceAsync(row.Id, request.Mappings ?? [], cancellationToken);
        var after = ProviderWords.Of(row, await mapped.SayAsync(request.Mappings ?? [], cancellationToken));
        trail.Add(db, caller, new AuditAct(id is null ? "provider.create" : "provider.change", "sign-in-provider", row.Id.ToString("D"), row.Name)
        {
            Before = before is null ? null : ProviderWords.Changed(before, after),
            After = before is null ? after : ProviderWords.Changed(after, before),
            Note = id is not null && request.ClientSecret is not null ? "With a new client secret." : null,
        });
        if (!await db.TrySaveAsync(SignInProvider.Table.SlugIndex, cancellationToken))
        {
            return ProviderErrors.SlugTaken(row.Slug);
        }

        await transaction.CommitAsync(cancellationToken);
        if (switchedOff)
        {
            await news.TellAsync(cancellationToken);
        }

        await origins.RefreshAsync(cancellationToken);
        return SignInProviderView.Of(row, now);
    }

    private SignInProvider Make(SignInProviderRequest request)
    {
        var id = Guid.CreateVersion7();
        return new SignInProvider
        {
            Id = id,
            Slug = request.Slug,
            Name = request.Name.Trim(),
            Authority = ProviderFields.Authority(request.Authority),
            ClientId = request.ClientId,
            Secret = SignInProvider.Close(seal, id, request.ClientSecret!), // checked to be there for a new one
            Scopes = ProviderFields.Scopes(request.Scopes),
            NewAccounts = request.NewAccounts,
            Revision = Guid.CreateVersion7(),
            CreatedAt = time.GetUtcNow(),
        };
    }

    /// <summary>True when what a test proves is another now.</summary>
    private bool Apply(SignInProvider row, SignInProviderRequest request)
    {
        var (authority, scopes) = (ProviderFields.Authority(request.Authority), request.Scopes is null ? row.Scopes : ProviderFields.Scopes(request.Scopes));
        var changed = request.ClientSecret is not null || authority != row.Authority || request.ClientId != row.ClientId || scopes != row.Scopes;
        (row.Name, row.Authority, row.ClientId, row.Scopes, row.NewAccounts) = (request.Name.Trim(), authority, request.ClientId, scopes, request.NewAccounts);
        if (request.ClientSecret is { } secret)
        {
            row.Secret = SignInProvider.Close(seal, row.Id, secret);
        }

        return changed;
    }

    /// <summary>Its accounts stay; the roles that it gave and the sessions that it opened go with it.</summary>
    private async Task<Result<Done>> RemoveAsync(Caller caller, Guid id, CancellationToken cancellationToken)
    {
        if (caller.WhyNot(Permission.AccessAdminister) is { } why)
        {
            return why;
        }

        var login = id.ToString("D");
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        await using var transaction = await db.Database.BeginTransactionAsync(cancellationToken);
        if (await LockAsync(db, id, cancellationToken) is not { } row)
        {
            return ProviderErrors.NotFound(login);
        }

        var people = await db.UserLogins.Where(known => known.LoginProvider == login).ExecuteDeleteAsync(cancellationToken);
        var grants = await db.Set<RoleGrantRow>().Where(grant => grant.ProviderId == id).ExecuteDeleteAsync(cancellationToken);
        await sessions.EndByAsync(db, caller, row, cancellationToken);
        db.Remove(row);
        trail.Add(db, caller, new AuditAct("provider.delete", "sign-in-provider", login, row.Name)
        {
            Before = ProviderWords.Of(row, null),
            Note = string.Create(System.Globalization.CultureInfo.InvariantCulture, $"{people} accounts came by it; {grants} roles that it gave went with it."),
        });
        await db.SaveChangesAsync(cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        await news.TellAsync(cancellationToken);
        await origins.RefreshAsync(cancellationToken);
        return Done.Value;
    }

    /// <summary>Two who change one provider at once go one after the other: the second must not switch on what the first changed.</summary>
    private static async Task<SignInProvider?> LockAsync(NexusDb db, Guid id, CancellationToken cancellationToken)
        => (await db.Set<SignInProvider>().FromSql($"SELECT * FROM sign_in_providers WHERE id = {id} FOR UPDATE").ToListAsync(cancellationToken)).SingleOrDefault();
}
