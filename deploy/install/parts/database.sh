# shellcheck shell=bash disable=SC2154,SC2034 # settings come from the other parts
# The database: on this host's own server (role nexus_manager, database nexus_quantum, as the document has them), a private cluster that
# the portal makes and runs, or a server of the operator's. Passwords pass by standard input and by files, never by arguments.

DB_ROLE=nexus_manager DB_NAME=nexus_quantum

ensure_database() {
    [ "$WITH_PORTAL" = yes ] || return 0
    step 'Database'
    case $DATABASE in
        private) note 'the portal makes its private cluster when it starts' ;;
        url) note 'a server of your own; it is tried when the schema is made' ;;
        system) make_system_database ;;
    esac
}

as_postgres() { (cd / && exec setpriv --reuid=postgres --regid=postgres --init-groups -- "$@"); }

sql() { as_postgres psql -XAtq -v ON_ERROR_STOP=1 -d postgres; }

make_system_database() {
    local version password port
    start_system_server
    version=$(sql <<<'SHOW server_version_num' 2>>"$BUILD_LOG") || fail 'PostgreSQL does not answer its own account postgres.' 'Look at: setpriv --reuid=postgres --regid=postgres --init-groups psql'
    [ "$((version / 10000))" -ge 13 ] || fail "PostgreSQL $((version / 10000)) is too old." 'Versions 13 to 16 are supported.'
    port=$(sql <<<'SHOW port')
    # 40 characters, of which none means anything to SQL, to a URL or to psql.
    password=$(openssl rand -base64 30 | tr '+/' '-_')
    if [ -z "$(sql <<<"SELECT 1 FROM pg_roles WHERE rolname = '$DB_ROLE'")" ]; then
        record role "$DB_ROLE"
        sql >>"$BUILD_LOG" 2>&1 <<<"CREATE ROLE $DB_ROLE LOGIN" || fail "The role $DB_ROLE could not be made." "The log is $BUILD_LOG."
    # After uninstall --keep-database it is ours, and gets a new password.
    elif ! was_kept role "$DB_ROLE"; then
        fail "PostgreSQL has a role $DB_ROLE already, and this installer did not make it." 'Give its DATABASE_URL with --database url, or drop the role.'
    fi
    # The log must not hold it: psql sends the statement, and prints nothing.
    sql >/dev/null <<<"SET password_encryption = 'scram-sha-256'; SET log_statement = 'none'; ALTER ROLE $DB_ROLE PASSWORD '$password'"
    if [ -z "$(sql <<<"SELECT 1 FROM pg_database WHERE datname = '$DB_NAME'")" ]; then
        record database "$DB_NAME"
        sql >>"$BUILD_LOG" 2>&1 <<<"CREATE DATABASE $DB_NAME OWNER $DB_ROLE" || fail "The database $DB_NAME could not be made." "The log is $BUILD_LOG."
        sql >/dev/null <<<"REVOKE ALL ON DATABASE $DB_NAME FROM PUBLIC"
    fi
    DATABASE_URL=postgresql://$DB_ROLE:$password@127.0.0.1:$port/$DB_NAME
    admit_role "$port" "$password"
    done_ "role $DB_ROLE and database $DB_NAME on PostgreSQL $((version / 10000)), port $port"
}

# Rocky's pg_hba.conf asks ident of everybody on TCP: a line of ours, before the others, admits our role with its password.
admit_role() {
    local port=$1 password=$2 hba
    ! can_connect "$port" "$password" || return 0
    hba=$(sql <<<'SHOW hba_file')
    record hba "$hba"
    { printf 'host %s %s 127.0.0.1/32 scram-sha-256 # nexusquantum\n' "$DB_NAME" "$DB_ROLE"; cat "$hba"; } >"$hba.nexus" || fail "$hba cannot be changed."
    # Written into the file that is there, which keeps owner, mode and label.
    cat "$hba.nexus" >"$hba" && rm -f "$hba.nexus"
    sql >/dev/null <<<'SELECT pg_reload_conf()'
    local left=50
    until can_connect "$port" "$password"; do
        left=$((left - 1))
        [ "$left" -gt 0 ] || fail "PostgreSQL does not admit $DB_ROLE on 127.0.0.1:$port." "Look at $hba and at the server's log."
        sleep 0.1
    done
}

can_connect() { PGPASSWORD=$2 psql -XAtqw -h 127.0.0.1 -p "$1" -U "$DB_ROLE" -d "$DB_NAME" -c 'SELECT 1' >>"$BUILD_LOG" 2>&1; }

remove_hba() {
    [ -f "$1" ] || return 0
    grep -v '# nexusquantum$' "$1" >"$1.nexus" || true
    cat "$1.nexus" >"$1" && rm -f "$1.nexus"
    sql >/dev/null 2>&1 <<<'SELECT pg_reload_conf()' || true
}

drop_database() { start_system_server && sql >/dev/null 2>&1 <<<"DROP DATABASE IF EXISTS \"$1\" WITH (FORCE)"; }

drop_role() { sql >/dev/null 2>&1 <<<"DROP ROLE IF EXISTS \"$1\""; }

# Started where it is not: by systemd, or by Debian's own command where there is none.
start_system_server() {
    ! server_answers || return 0
    if [ "$FAMILY" = redhat ] && [ ! -s /var/lib/pgsql/data/PG_VERSION ]; then
        with_clock 'making the cluster of PostgreSQL' postgresql-setup --initdb
    fi
    if [ "$SYSTEMD" = yes ]; then
        with_clock 'starting PostgreSQL' systemctl enable --now postgresql
    elif has pg_lsclusters; then
        local version name rest
        read -r version name rest < <(pg_lsclusters -h) || fail 'PostgreSQL has no cluster on this host.' 'Make one: pg_createcluster VERSION main, or choose --database private.'
        with_clock "starting PostgreSQL's cluster $version/$name" pg_ctlcluster "$version" "$name" start
    fi
    local left=100
    until server_answers; do
        left=$((left - 1))
        [ "$left" -gt 0 ] || fail 'PostgreSQL does not start on this host.' 'Look at its log, or choose --database private.'
        sleep 0.1
    done
}

server_answers() { id -u postgres >/dev/null 2>&1 && [ "$(sql <<<'SELECT 1' 2>/dev/null)" = 1 ]; }
