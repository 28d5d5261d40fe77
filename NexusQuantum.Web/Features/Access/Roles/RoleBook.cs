using System.Collections.Immutable;
using Microsoft.EntityFrameworkCore;
using NexusQuantum.Domain.Access;
using NexusQuantum.Domain.Errors;
using NexusQuantum.Web.Data;
using NexusQuantum.Web.Data.Audit;
using NexusQuantum.Web.Features.Access.SecondFactor;
using NexusQuantum.Web.Features.Access.Standing;
using Npgsql;

namespace NexusQuantum.Web.Features.Access.Roles;

/// <summary>Roles that administrators make of single permissions, beside those built in. A change counts at once for all who hold it.</summary>
internal sealed class RoleBook(IDbContextFactory<NexusDb> databases, AuditTrail trail, AccessNews news) : IRoles
{
    /// <summary>The built-in ones; all of them for whoever may give roles somewhere.</summary>
    public async Task<ImmutableArray<RoleView>> ListAsync(Caller caller, CancellationToken cancellationToken)
    {
        var administers = caller.Rights.May(Permission.AccessAdminister);
        var gives = administers || caller.Rights.MaySomewhere(Permission.ProjectAdminister);
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        var rows = await db.Set<RoleRow>().AsNoTracking().Where(role => gives || role.BuiltIn).OrderByDescending(role => role.BuiltIn).ThenBy(role => role.Name)
            .Select(role => new { Role = role, Grants = db.Set<RoleGrantRow>().Count(grant => grant.RoleId == role.Id) }).ToListAsync(cancellationToken);
        return [.. rows.Select(row => View(row.Role, administers ? row.Grants : null))];
    }

    public Task<Result<RoleView>> CreateAsync(Caller caller, RoleRequest request, CancellationToken cancellationToken)
        => trail.WatchAsync<RoleView>(caller, new AuditAct("role.create", "role", null, request.Name), async () =>
        {
            if ((caller.WhyNot(Permission.AccessAdminister) ?? RoleInput.Check(request) ?? RoleInput.WhyNot(caller, request.Name, PermissionSet.Parse(request.Permissions))) is { } error)
            {
                return error;
            }

            await using var db = await databases.CreateDbContextAsync(cancellationToken);
            var row = new RoleRow { Id = RoleId.New(), Name = request.Name, Text = "", Allows = [], BuiltIn = false };
            RoleInput.Apply(request, row);
            db.Add(row);
            trail.Add(db, caller, new AuditAct("role.create", "role", row.Id.ToString(), row.Name) { After = RoleInput.Facts(row) });
            return await db.TrySaveAsync(RoleRow.Table.NameIndex, cancellationToken) ? View(row, 0) : RoleErrors.NameTaken(row.Name);
        }, cancellationToken);

    /// <summary>Replaces name, text and permissions. What it allowed before counts too: who may not do that may not take it from others.</summary>
    public Task<Result<RoleView>> EditAsync(Caller caller, RoleId id, RoleRequest request, CancellationToken cancellationToken)
        => trail.WatchAsync<RoleView>(caller, new AuditAct("role.edit", "role", id.ToString(), request.Name), async () =>
        {
            if ((caller.WhyNot(Permission.AccessAdminister) ?? RoleInput.Check(request)) is { } error)
            {
                return error;
            }

            await using var db = await databases.CreateDbContextAsync(cancellationToken);
            await using var transaction = await db.Database.BeginTransactionAsync(cancellationToken);
            if (await LockAsync(db, id, cancellationToken) is not { BuiltIn: false } row)
            {
                return Unchangeable(id);
            }

            if (RoleInput.WhyNot(caller, row.Name, row.Permissions.Or(PermissionSet.Parse(request.Permissions))) is { } beyond)
            {
                return beyond;
            }

            var before = RoleInput.Facts(row);
            RoleInput.Apply(request, row);
            trail.Add(db, caller, new AuditAct("role.edit", "role", id.ToString(), row.Name) { Before = before, After = RoleInput.Facts(row) });
            if (!await db.TrySaveAsync(RoleRow.Table.NameIndex, cancellationToken))
            {
                return RoleErrors.NameTaken(row.Name);
            }

            var grants = await db.Set<RoleGrantRow>().CountAsync(grant => grant.RoleId == id, cancellationToken);
            await transaction.CommitAsync(cancellationToken);
            await news.TellAsync(cancellationToken);
            return View(row, grants);
        }, cancellationToken);

    public Task<Result<Done>> DeleteAsync(Caller caller, RoleId id, CancellationToken cancellationToken)
        => trail.WatchAsync<Done>(caller, new AuditAct("role.delete", "role", id.ToString()), async () =>
        {
            if (caller.WhyNot(Permission.AccessAdminister) is { } error)
            {
                return error;
            }

            await using var db = await databases.CreateDbContextAsync(cancellationToken);
            await using var transaction = await db.Database.BeginTransactionAsync(cancellationToken);
            if (await LockAsync(db, id, cancellationToken) is not { BuiltIn: false } row)
            {
                return Unchangeable(id);
            }

            db.Remove(row);
            trail.Add(db, caller, new AuditAct("role.delete", "role", id.ToString(), row.Name) { Before = RoleInput.Facts(row) });
            try
            {
                await db.SaveChangesAsync(cancellationToken);
            }
            catch (DbUpdateException e) when (e.InnerException is PostgresException { SqlState: PostgresErrorCodes.ForeignKeyViolation or PostgresErrorCodes.RestrictViolation })
            {
                return RoleErrors.InUse(row.Name);
            }

            await transaction.CommitAsync(cancellationToken);
            return Done.Value;
        }, cancellationToken);

    private static Error Unchangeable(RoleId id) => Role.BuiltIn.FirstOrDefault(role => role.Id == id) is { } role ? RoleErrors.BuiltIn(role.Name) : SecondFactorErrors.RoleNotFound(id);

    /// <summary>Two edits at once are done one after the other, each with the true state before it in the audit.</summary>
    private static Task<RoleRow?> LockAsync(NexusDb db, RoleId id, CancellationToken cancellationToken)
        => db.Set<RoleRow>().FromSql($"SELECT * FROM roles WHERE id = {id.Value} FOR UPDATE").SingleOrDefaultAsync(cancellationToken);

    private static RoleView View(RoleRow row, int? grants)
        => new(row.Id, row.Name, row.Text, row.BuiltIn, row.NeedsSecondFactor, [.. row.Permissions.Select(permission => permission.Name())], grants);
}
