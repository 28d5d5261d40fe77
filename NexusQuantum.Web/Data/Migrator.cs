using System.Reflection;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Migrations;
using Npgsql;

namespace NexusQuantum.Web.Data;

/// <summary>Brings the schema up to this release. Looks first by plain SQL: EF's own look costs most of a second, nearly all of it compiling.</summary>
internal static class Migrator
{
    /// <summary>How many migrations were applied.</summary>
    public static async Task<int> RunAsync(NpgsqlDataSource data, IDbContextFactory<NexusDb> databases, CancellationToken cancellationToken)
    {
        string[] known = [.. typeof(Migrator).Assembly.GetTypes().Where(type => type.IsSubclassOf(typeof(Migration)))
            .Select(type => type.GetCustomAttribute<MigrationAttribute>()?.Id).OfType<string>().Order(StringComparer.Ordinal)];
        var applied = await AppliedAsync(data, cancellationToken);
        var strange = applied.Except(known, StringComparer.Ordinal).ToList();
        if (strange.Count > 0)
        {
            throw new StartRefusedException($"The database was migrated by a newer release ({strange[^1]}).", "Start that release or a later one, or restore a backup made before it.");
        }

        var missing = known.Length - applied.Count;
        if (missing > 0)
        {
            await using var db = await databases.CreateDbContextAsync(cancellationToken);
            await db.Database.MigrateAsync(cancellationToken);
        }

        return missing;
    }

    private static async Task<List<string>> AppliedAsync(NpgsqlDataSource data, CancellationToken cancellationToken)
    {
        var applied = new List<string>();
        await using var exists = data.CreateCommand("""SELECT to_regclass('"__EFMigrationsHistory"')::text""");
        if (await exists.ExecuteScalarAsync(cancellationToken) is not string)
        {
            return applied;
        }

        await using var command = data.CreateCommand("""SELECT migration_id FROM "__EFMigrationsHistory" """);
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        while (await reader.ReadAsync(cancellationToken))
        {
            applied.Add(reader.GetString(0));
        }

        return applied;
    }
}
