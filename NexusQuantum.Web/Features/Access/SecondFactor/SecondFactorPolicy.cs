using System.Collections.Immutable;
using Microsoft.EntityFrameworkCore;
using NexusQuantum.Domain.Access;
using NexusQuantum.Domain.Errors;
using NexusQuantum.Web.Data;
using NexusQuantum.Web.Data.Audit;
using NexusQuantum.Web.Features.Access.Roles;
using Npgsql;

namespace NexusQuantum.Web.Features.Access.SecondFactor;

/// <summary>
/// Which roles demand a second factor, by <see cref="RoleRow.NeedsSecondFactor"/>. Read at each sign-in, so a change counts from the
/// next one on; a role demands it wherever it was given.
/// </summary>
internal sealed class SecondFactorPolicy(NpgsqlDataSource data, IDbContextFactory<NexusDb> databases, AuditTrail trail)
{
    /// <summary>Whether one of the roles of account <c>a</c> demands it, as a condition of SQL.</summary>
    public const string Demands = "EXISTS (SELECT 1 FROM role_grants g JOIN roles r ON r.id = g.role_id WHERE g.account_id = a.id AND r.needs_second_factor)";

    /// <summary>Every role and what it demands.</summary>
    public async Task<Result<ImmutableArray<SecondFactorRuleView>>> ReadAsync(Caller caller, CancellationToken cancellationToken)
    {
        if (caller.WhyNot(Permission.AccessAdminister) is { } error)
        {
            return error;
        }

        var rules = ImmutableArray.CreateBuilder<SecondFactorRuleView>();
        await using var command = data.CreateCommand("SELECT id, name, text, needs_second_factor FROM roles ORDER BY built_in DESC, name");
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        while (await reader.ReadAsync(cancellationToken))
        {
            rules.Add(new SecondFactorRuleView(new RoleId(reader.GetGuid(0)), reader.GetString(1), reader.GetString(2), reader.GetBoolean(3)));
        }

        return rules.ToImmutable();
    }

    /// <summary>Changes what a role demands. Whoever holds it and has no second factor is led to set one up at the next sign-in.</summary>
    public Task<Result<Done>> SetAsync(Caller caller, RoleId role, bool required, CancellationToken cancellationToken)
        => trail.WatchAsync(caller, Act(role, null), () => SetItAsync(caller, role, required, cancellationToken), cancellationToken);

    private static AuditAct Act(RoleId role, string? name) => new("second-factor.rule", "role", role.ToString(), name);

    private static Dictionary<string, string?> Facts(bool required) => new(StringComparer.Ordinal) { ["secondFactor"] = required ? "required" : "as people like" };

    private async Task<Result<Done>> SetItAsync(Caller caller, RoleId role, bool required, CancellationToken cancellationToken)
    {
        if (caller.WhyNot(Permission.AccessAdminister) is { } error)
        {
            return error;
        }

        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        if (await db.Set<RoleRow>().SingleOrDefaultAsync(row => row.Id == role, cancellationToken) is not { } row)
        {
            return SecondFactorErrors.RoleNotFound(role);
        }

        trail.Add(db, caller, Act(role, row.Name) with { Before = Facts(row.NeedsSecondFactor), After = Facts(required) });
        row.NeedsSecondFactor = required;
        await db.SaveChangesAsync(cancellationToken);
        return Done.Value;
    }
}
