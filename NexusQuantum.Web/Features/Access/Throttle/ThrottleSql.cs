namespace NexusQuantum.Web.Features.Access.Throttle;

/// <summary>
/// What the throttle asks PostgreSQL. The function <c>sign_in_try</c> (made by the migration) decides and reserves in one statement,
/// under the locks of both rows and by the database's clock, so portals that share it cannot give away one try twice. Nobody waits
/// for the disk here: what a crash of the database forgets are the tries of its last half second, and whoever signs in would pay
/// for that twice.
/// </summary>
internal static class ThrottleSql
{
    /// <summary>For the transaction of the statement that it stands in.</summary>
    private const string Relaxed = "(SELECT set_config('synchronous_commit', 'off', true)) AS relaxed";

    /// <summary>Seconds to wait; 0 for none, and then with <c>take</c> the try is reserved.</summary>
    public const string Try = "SELECT sign_in_try(@account, @source, @take, @per_minute, @account_free, @source_free, @account_memory, @source_memory) FROM " + Relaxed;

    /// <summary>Gives a right try back. Only the account's wrong ones are forgotten with it.</summary>
    public const string Right = $"""
        UPDATE sign_in_tries SET wrong = CASE WHEN key = @account THEN 0 ELSE greatest(wrong - 1, 0) END, recent = recent[:cardinality(recent) - 1]
        FROM {Relaxed} WHERE key IN (@account, @source)
        """;

    /// <summary>What is older than any memory goes, and of the rest the oldest beyond the bound.</summary>
    public const string Sweep = """
        DELETE FROM sign_in_tries WHERE last_at < clock_timestamp() - @memory - interval '30 minutes'
            OR key IN (SELECT key FROM sign_in_tries ORDER BY last_at DESC OFFSET @most)
        """;
}
