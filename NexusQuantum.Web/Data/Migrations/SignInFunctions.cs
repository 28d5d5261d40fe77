namespace NexusQuantum.Web.Data.Migrations
{
    /// <summary>
    /// The functions behind the sign-in throttle. A pause begins with the wrong try after the free ones and doubles from 30 seconds to
    /// 30 minutes; besides, no more than <c>per_minute</c> tries are given in any minute.
    /// </summary>
    internal static class SignInFunctions
    {
        public const string Create = """
            CREATE FUNCTION sign_in_pause(wrong integer, free integer) RETURNS interval LANGUAGE sql IMMUTABLE AS $$
                SELECT CASE WHEN wrong < free THEN interval '0' ELSE least(interval '30 seconds' * (2 ^ least(wrong - free, 10)), interval '30 minutes') END
            $$;

            CREATE FUNCTION sign_in_try(account bytea, source bytea, take boolean, per_minute integer, account_free integer, source_free integer, account_memory interval, source_memory interval)
            RETURNS double precision LANGUAGE plpgsql AS $$
            DECLARE
                tries sign_in_tries;
                at timestamptz;
                until timestamptz := '-infinity';
            BEGIN
                IF take THEN
                    -- In one order everywhere: two tries that share a row wait for each other, and never in a ring.
                    INSERT INTO sign_in_tries (key, recent, wrong, last_at)
                        SELECT k, '{}', 0, clock_timestamp() FROM unnest(ARRAY[account, source]) AS k ORDER BY k ON CONFLICT DO NOTHING;
                    PERFORM 1 FROM sign_in_tries WHERE key IN (account, source) ORDER BY key FOR UPDATE;
                END IF;

                at := clock_timestamp();
                FOR tries IN SELECT key, recent, CASE WHEN last_at + sign_in_pause(wrong, CASE WHEN key = account THEN account_free ELSE source_free END)
                        + CASE WHEN key = account THEN account_memory ELSE source_memory END < at THEN 0 ELSE wrong END, last_at
                    FROM sign_in_tries WHERE key IN (account, source)
                LOOP
                    until := greatest(until, tries.last_at + sign_in_pause(tries.wrong, CASE WHEN tries.key = account THEN account_free ELSE source_free END));
                    IF cardinality(tries.recent) >= per_minute THEN
                        until := greatest(until, tries.recent[cardinality(tries.recent) - per_minute + 1] + interval '1 minute');
                    END IF;
                END LOOP;

                IF until > at THEN
                    RETURN extract(epoch FROM until - at);
                END IF;

                -- Counted as wrong from the start: many at once could otherwise all begin before the first of them is found wrong.
                IF take THEN
                    UPDATE sign_in_tries SET
                        recent = (recent || at)[greatest(1, cardinality(recent) + 2 - per_minute):],
                        wrong = CASE WHEN last_at + sign_in_pause(wrong, CASE WHEN key = account THEN account_free ELSE source_free END)
                            + CASE WHEN key = account THEN account_memory ELSE source_memory END < at THEN 1 ELSE least(wrong, 1000) + 1 END,
                        last_at = at
                    WHERE key IN (account, source);
                END IF;
                RETURN 0;
            END
            $$;
            """;

        public const string Drop = "DROP FUNCTION sign_in_try(bytea, bytea, boolean, integer, integer, integer, interval, interval); DROP FUNCTION sign_in_pause(integer, integer);";
    }
}
