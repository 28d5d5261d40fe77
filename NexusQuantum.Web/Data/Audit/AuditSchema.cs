namespace NexusQuantum.Web.Data.Audit;

/// <summary>
/// The audit's tables, by hand: EF knows neither partitions nor triggers. PostgreSQL 13 is enough.
/// <list type="bullet">
/// <item><c>audit</c>: one row per act, in partitions by month of <c>at</c> (UTC) that retention drops whole. <c>audit_rest</c> takes
/// what no month is made for yet (a clock that jumped, a portal that was off for a year), so that no change fails for it.</item>
/// <item><c>audit_seals</c>: the chain over committed rows.</item>
/// <item><c>audit_retention</c>: one row; months to keep, null for ever.</item>
/// </list>
/// Triggers refuse to change or empty them. Who owns the database can switch triggers off: that is what the chain is for.
/// </summary>
internal static class AuditSchema
{
    /// <summary>
    /// <c>audit_cluster()</c>: transaction ids are counted per database cluster and start again when a backup is restored into another,
    /// so each row names the cluster it was written in; 0 on servers that do not tell.
    /// </summary>
    public const string Create = """
        CREATE FUNCTION audit_cluster() RETURNS bigint LANGUAGE plpgsql STABLE AS $$
        BEGIN
            IF has_function_privilege('pg_catalog.pg_control_system()', 'EXECUTE') THEN
                RETURN (SELECT system_identifier FROM pg_catalog.pg_control_system());
            END IF;
            RETURN 0;
        END $$;

        CREATE FUNCTION audit_refuse() RETURNS trigger LANGUAGE plpgsql AS $$
        BEGIN
            RAISE EXCEPTION 'the audit is append-only: % on % is refused', TG_OP, TG_TABLE_NAME USING ERRCODE = 'restrict_violation';
        END $$;

        CREATE SEQUENCE audit_id_seq;

        CREATE TABLE audit (
            id bigint NOT NULL DEFAULT nextval('audit_id_seq'),
            at timestamptz NOT NULL DEFAULT clock_timestamp(),
            cluster bigint NOT NULL DEFAULT audit_cluster(),
            xid xid8 NOT NULL DEFAULT pg_current_xact_id(),
            actor_id uuid,
            actor text NOT NULL,
            credential_kind text NOT NULL,
            credential_id uuid,
            address text,
            action text NOT NULL,
            subject_kind text NOT NULL,
            subject_id text,
            subject_name text,
            project_id uuid,
            operation_id uuid,
            outcome text NOT NULL CHECK (outcome IN ('accepted', 'refused', 'failed')),
            problem_type text,
            problem text,
            before jsonb,
            after jsonb,
            note text,
            PRIMARY KEY (at, id)
        ) PARTITION BY RANGE (at);
        ALTER SEQUENCE audit_id_seq OWNED BY audit.id;
        CREATE INDEX ix_audit_xid ON audit (cluster, xid);
        CREATE INDEX ix_audit_subject ON audit (subject_id, at);
        CREATE INDEX ix_audit_actor ON audit (actor, at);
        CREATE TABLE audit_rest PARTITION OF audit DEFAULT;

        CREATE TRIGGER audit_keep_rows BEFORE UPDATE OR DELETE ON audit FOR EACH ROW EXECUTE FUNCTION audit_refuse();
        CREATE TRIGGER audit_keep_all BEFORE UPDATE OR DELETE OR TRUNCATE ON audit FOR EACH STATEMENT EXECUTE FUNCTION audit_refuse();
        CREATE TRIGGER audit_keep_all BEFORE TRUNCATE ON audit_rest FOR EACH STATEMENT EXECUTE FUNCTION audit_refuse();

        CREATE FUNCTION audit_make_month(day date) RETURNS boolean LANGUAGE plpgsql AS $$
        DECLARE
            first timestamp := date_trunc('month', day::timestamp);
            name text := 'audit_p' || to_char(first, 'YYYYMM');
        BEGIN
            IF to_regclass(name) IS NOT NULL THEN
                RETURN false;
            END IF;
            -- Made beside and attached: that takes no lock that a waiting change would feel.
            EXECUTE format('CREATE TABLE %I (LIKE audit INCLUDING DEFAULTS INCLUDING CONSTRAINTS)', name);
            EXECUTE format('CREATE TRIGGER audit_keep_all BEFORE TRUNCATE ON %I FOR EACH STATEMENT EXECUTE FUNCTION audit_refuse()', name);
            EXECUTE format('ALTER TABLE audit ATTACH PARTITION %I FOR VALUES FROM (%L) TO (%L)', name, first AT TIME ZONE 'UTC', (first + interval '1 month') AT TIME ZONE 'UTC');
            RETURN true;
        END $$;
        SELECT audit_make_month((now() AT TIME ZONE 'UTC')::date + 31 * n) FROM generate_series(0, 2) AS n;

        CREATE TABLE audit_seals (
            number bigint PRIMARY KEY CHECK (number > 0),
            kind text NOT NULL CHECK (kind IN ('rows', 'drop')),
            cluster bigint NOT NULL,
            from_xid xid8 NOT NULL,
            to_xid xid8 NOT NULL,
            month date NOT NULL,
            rows integer NOT NULL,
            first_id bigint NOT NULL,
            last_id bigint NOT NULL,
            leaves bytea NOT NULL,
            sealed_at timestamptz NOT NULL,
            previous bytea NOT NULL,
            hash bytea NOT NULL,
            mark bytea NOT NULL
        );
        CREATE INDEX ix_audit_seals_range ON audit_seals (month, cluster, from_xid);
        CREATE INDEX ix_audit_seals_end ON audit_seals (cluster, to_xid);
        CREATE TRIGGER audit_keep_all BEFORE UPDATE OR DELETE OR TRUNCATE ON audit_seals FOR EACH STATEMENT EXECUTE FUNCTION audit_refuse();

        CREATE TABLE audit_retention (
            one boolean PRIMARY KEY DEFAULT true CHECK (one),
            months integer CHECK (months >= 1),
            changed_at timestamptz NOT NULL DEFAULT now(),
            changed_by text
        );
        INSERT INTO audit_retention (months) VALUES (24);
        """;

    public const string Drop = """
        DROP TABLE audit_retention;
        DROP TABLE audit_seals;
        DROP FUNCTION audit_make_month(date);
        DROP TABLE audit;
        DROP FUNCTION audit_refuse();
        DROP FUNCTION audit_cluster();
        """;
}
