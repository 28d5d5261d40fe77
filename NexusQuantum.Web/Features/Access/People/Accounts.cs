using Microsoft.EntityFrameworkCore;
using NexusQuantum.Domain.Access;
using NexusQuantum.Domain.Errors;
using NexusQuantum.Web.Data;
using NexusQuantum.Web.Data.Audit;
using NexusQuantum.Web.Features.Access.Roles;
using NexusQuantum.Web.Features.Access.Sessions;

namespace NexusQuantum.Web.Features.Access.People;

/// <summary>What administrators do with accounts, one class for each kind of change behind it.</summary>
internal sealed class Accounts(AccountReader reader, Invitations invitations, AccountChange change, Grants grants, SessionBook book, AuditTrail trail, TimeProvider time) : IAccounts
{
    public Task<Result<PersonView>> ReadAsync(Caller caller, Guid id, CancellationToken cancellationToken) => reader.ReadAsync(caller, id, cancellationToken);

    public Task<Result<GrantChoices>> ChoicesAsync(Caller caller, CancellationToken cancellationToken) => reader.ChoicesAsync(caller, cancellationToken);

    public Task<Result<NewLinkView>> InviteAsync(Caller caller, NewPersonRequest request, CancellationToken cancellationToken) => invitations.InviteAsync(caller, request, cancellationToken);

    public Task<Result<NewLinkView>> NewLinkAsync(Caller caller, Guid id, CancellationToken cancellationToken) => invitations.AgainAsync(caller, id, cancellationToken);

    public Task<Result<Done>> DropLinkAsync(Caller caller, Guid id, CancellationToken cancellationToken) => invitations.DropAsync(caller, id, cancellationToken);

    public Task<Result<Done>> DisableAsync(Caller caller, Guid id, CancellationToken cancellationToken)
        => change.RunAsync<Done>(caller, id, "account.disable", async (db, account) =>
        {
            if (id == caller.UserId)
            {
                return PeopleErrors.Yourself();
            }

            if (account.DisabledAt is not null)
            {
                return Done.Value;
            }

            account.DisabledAt = time.GetUtcNow();
            await db.Set<SessionRow>().Where(session => session.AccountId == id).ExecuteDeleteAsync(cancellationToken);
            trail.Add(db, caller, new AuditAct("account.disable", "account", id.ToString("D"), account.UserName) { Note = "Its sessions ended, its tokens rest." });
            await db.SaveChangesAsync(cancellationToken);
            return await LastAdministrator.WhyNotAsync(db, cancellationToken) is { } last ? last : Done.Value;
        }, cancellationToken);

    public Task<Result<Done>> EnableAsync(Caller caller, Guid id, CancellationToken cancellationToken)
        => change.RunAsync<Done>(caller, id, "account.enable", (db, account) =>
        {
            if (account.DisabledAt is not null)
            {
                account.DisabledAt = null;
                trail.Add(db, caller, new AuditAct("account.enable", "account", id.ToString("D"), account.UserName));
            }

            return Task.FromResult<Result<Done>>(Done.Value);
        }, cancellationToken);

    public Task<Result<Done>> DeleteAsync(Caller caller, Guid id, Guid? heir, CancellationToken cancellationToken)
        => change.RunAsync<Done>(caller, id, "account.delete", async (db, account) =>
        {
            if (id == caller.UserId)
            {
                return PeopleErrors.Yourself();
            }

            var owns = await Estate.OfAsync(db, id, cancellationToken);
            if (owns.Any && heir is null)
            {
                return PeopleErrors.HeirRequired(account.UserName ?? "", owns);
            }

            var next = heir is null ? null : await db.Users.SingleOrDefaultAsync(one => one.Id == heir && one.Id != id && one.DisabledAt == null && !one.IsService, cancellationToken);
            if (heir is not null && next is null)
            {
                return PeopleErrors.BadHeir();
            }

            if (next is not null)
            {
                await Estate.PassAsync(db, id, next.Id, cancellationToken);
            }

            db.Remove(account);
            trail.Add(db, caller, new AuditAct("account.delete", "account", id.ToString("D"), account.UserName)
            {
                Before = new Dictionary<string, string?>(StringComparer.Ordinal) { ["userName"] = account.UserName, ["owns"] = owns.Words },
                Note = next is null || !owns.Any ? null : $"What it owned passed to {next.UserName}: {owns.Words}.",
            });
            await db.SaveChangesAsync(cancellationToken);
            return await LastAdministrator.WhyNotAsync(db, cancellationToken) is { } last ? last : Done.Value;
        }, cancellationToken);

    public Task<Result<GrantView>> GiveRoleAsync(Caller caller, Guid id, RoleId role, ProjectId? project, CancellationToken cancellationToken)
        => change.RunAsync<GrantView>(caller, id, "role.give", async (db, account) =>
        {
            if (project is not null && !await db.Set<ProjectRow>().AnyAsync(row => row.Id == project, cancellationToken))
            {
                return PeopleErrors.NoProject();
            }

            var given = await grants.GiveAsync(db, caller, account, role, project, cancellationToken);
            return given.Ok ? (await GrantViews.ReadAsync(db, [id], cancellationToken))[id].Single(grant => grant.Id == given.Value.Id) : given.Error;
        }, cancellationToken);

    public Task<Result<Done>> TakeRoleAsync(Caller caller, Guid id, Guid grant, CancellationToken cancellationToken)
        => change.RunAsync<Done>(caller, id, "role.take", (db, account) => grants.TakeAsync(db, caller, account, grant, cancellationToken), cancellationToken);

    public Task<Result<Done>> EndSessionAsync(Caller caller, Guid id, Guid session, CancellationToken cancellationToken)
        => trail.WatchAsync<Done>(caller, new AuditAct("session.end", "session", session.ToString("D")), async ()
            => await reader.WhyNotAsync(caller, id, cancellationToken) is { } why ? why
                : await book.EndAsync(caller, id, session, cancellationToken) ? Done.Value : SessionErrors.NotFound(session), cancellationToken);

    public Task<Result<Done>> EndSessionsAsync(Caller caller, Guid id, CancellationToken cancellationToken)
        => trail.WatchAsync<Done>(caller, new AuditAct("session.end", "account", id.ToString("D")), async () =>
        {
            if (await reader.WhyNotAsync(caller, id, cancellationToken) is { } why)
            {
                return why;
            }

            await book.EndOthersAsync(caller, id, null, cancellationToken);
            return Done.Value;
        }, cancellationToken);
}
