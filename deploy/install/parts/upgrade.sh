# shellcheck shell=bash disable=SC2154,SC2034 # settings come from the other parts
# To the release this script belongs to. 1. checks; 2. the new release beside the old one; 3. portal stopped, database backed up;
# 4. the link changed, schema migrated; 5. portal, then agent started; 6. acceptance test. From 3 on a failure brings link and database
# back. Machines run through all of it.

upgrade_all() {
    load_settings
    OLD_RELEASE=$(realpath "$PREFIX/current") OLD_VERSION=$(cat "$PREFIX/current/VERSION")
    JOIN_TOKEN='' AGENT_ADDRESS='' DATABASE_URL=''
    ACCEPT=${SAID[ACCEPTANCE]:-yes}
    headline "Upgrading NexusQuantum $OLD_VERSION to $VERSION"
    [ "$RELEASE" != "$OLD_RELEASE" ] || fail "This is the release that runs: $VERSION." 'Run the install.sh of the new release: ./install.sh upgrade'
    [ "$(printf '%s\n' "$OLD_VERSION" "$VERSION" | sort -V | head -n 1)" = "$OLD_VERSION" ] || fail "$VERSION is older than $OLD_VERSION." 'An older release cannot read the newer schema.'
    verify_release
    ensure_packages
    check_host
    confirm_upgrade
    # 2.
    step 'Programs'
    SAME_VERSION=no
    [ "$OLD_VERSION" != "$VERSION" ] || { SAME_VERSION=yes; mv "$OLD_RELEASE" "$OLD_RELEASE.before"; ln -sfn "$OLD_RELEASE.before" "$PREFIX/current"; record tree "$OLD_RELEASE.before"; OLD_RELEASE+=.before; }
    trap 'end_upgrade $?' EXIT
    trap 'exit 130' INT TERM HUP
    ROLL_BACK=programs
    copy_release
    done_ "release $VERSION beside $OLD_VERSION"
    # 3.
    MACHINES=$(vm_count)
    stop_services
    back_up_database
    ROLL_BACK=all
    # 4.
    ln -sfn "$PREFIX/$VERSION" "$PREFIX/current"
    [ "$SYSTEMD" = no ] || write_units
    migrate_database
    # 5.
    start_services
    if [ "$WITH_AGENT" = yes ]; then
        [ "$SYSTEMD" = no ] || systemctl restart nexus-agent.service >>"$BUILD_LOG" 2>&1 || fail 'nexus-agent does not start.'
        await_agent
        done_ "the agent answers; $(vm_count) machines run ($MACHINES before)"
    fi
    # 6.
    accept_installation
    ROLL_BACK=no
    printf '%s\n' "$VERSION" >"$STATE_DIR/version"
    rm -rf "$STATE_DIR/backup.before" && [ ! -d "$STATE_DIR/backup" ] || mv "$STATE_DIR/backup" "$STATE_DIR/backup.before"
    drop_old_releases "$OLD_RELEASE"
    step 'Upgraded'
    note "$OLD_VERSION → $VERSION; the backup of the database before it is in $STATE_DIR/backup.before"
    mv "$BUILD_LOG" "$LOG_DIR/upgrade.log"
}

confirm_upgrade() {
    step 'What will be done'
    note "portal and agent stop for the time of the migration; $(vm_count) machines run on"
    note "database ($DATABASE) is backed up to $STATE_DIR/backup, and comes back if anything fails"
    [ "$UNATTENDED" = no ] && [ "$ASSUME_YES" = no ] && [ -t 0 ] || return 0
    local answer
    read -r -p '  Go on? [Y/n]: ' answer
    case ${answer:-y} in [Yy]*) ;; *) fail 'Nothing was changed.' ;; esac
}

# The private cluster is copied as it lies, stopped with its portal; a server's database is dumped by pg_dump.
back_up_database() {
    [ "$WITH_PORTAL" = yes ] || return 0
    rm -rf "$STATE_DIR/backup"
    mkdir -m 0700 "$STATE_DIR/backup"
    case $DATABASE in
        private)
            stop_private_cluster
            with_clock 'backing up the private cluster' cp -a -- "$NEXUS_DATA_DIR/pg" "$STATE_DIR/backup/pg"
            ;;
        *) with_clock 'backing up the database' dump_database ;;
    esac
}

dump_database() {
    (database_client pg_dump --format=custom --file="$STATE_DIR/backup/database.dump")
}

# database_client PROGRAM ARGUMENT...: with the portal's DATABASE_URL by the environment's parts, so that its password is on no command line.
database_client() {
    local url
    url=$(sed -n 's/^DATABASE_URL=//p' "$CONF_DIR/portal.env")
    local rest=${url#*://} credentials place
    credentials=${rest%@*} place=${rest##*@}
    PGUSER=$(decoded "${credentials%%:*}") PGPASSWORD=$(decoded "${credentials#*:}")
    local query=${place#*\?}
    place=${place%%\?*}
    PGHOST=${place%%/*} PGDATABASE=$(decoded "${place#*/}") PGPORT=5432
    if [[ $PGHOST =~ ^(.*):([0-9]+)$ ]]; then PGHOST=${BASH_REMATCH[1]} PGPORT=${BASH_REMATCH[2]}; fi
    PGHOST=${PGHOST#[} PGHOST=${PGHOST%]}
    if [[ $query =~ (^|&)sslmode=([a-z-]+) ]]; then export PGSSLMODE=${BASH_REMATCH[2]}; fi
    export PGUSER PGPASSWORD PGHOST PGPORT PGDATABASE
    exec "$@"
}

decoded() { printf '%b' "${1//%/\\x}"; }

stop_private_cluster() {
    local pid left=300
    pid=$(head -n 1 "$NEXUS_DATA_DIR/pg/data/postmaster.pid" 2>/dev/null) || return 0
    case $(readlink "/proc/$pid/exe" 2>/dev/null) in
        */postgres) kill -INT "$pid" ;;
        *) return 0 ;;
    esac
    while [ -d "/proc/$pid" ]; do
        left=$((left - 1))
        [ "$left" -gt 0 ] || fail 'The private cluster does not stop.'
        sleep 0.1
    done
}

restore_database() {
    [ "$WITH_PORTAL" = yes ] && [ -d "$STATE_DIR/backup" ] || return 0
    case $DATABASE in
        private)
            stop_private_cluster
            rm -rf "$NEXUS_DATA_DIR/pg.failed" && mv "$NEXUS_DATA_DIR/pg" "$NEXUS_DATA_DIR/pg.failed" && cp -a -- "$STATE_DIR/backup/pg" "$NEXUS_DATA_DIR/pg" && rm -rf "$NEXUS_DATA_DIR/pg.failed"
            ;;
        # In one transaction: all of ours goes and comes back as it was, or stays. The failed migration's own tables go too.
        *)
            { printf 'DROP OWNED BY CURRENT_USER;\n'; pg_restore --no-owner -f - "$STATE_DIR/backup/database.dump"; } \
                | (database_client psql -Xq --single-transaction -v ON_ERROR_STOP=1) >/dev/null
            ;;
    esac
}

# shellcheck disable=SC2317 # the trap calls it
end_upgrade() {
    local code=$1
    trap - EXIT
    [ "$ROLL_BACK" != no ] || exit "$code"
    step 'Rolling back'
    set +e
    if [ "$ROLL_BACK" = all ]; then
        stop_services
        if restore_database >>"$BUILD_LOG" 2>&1; then done_ 'the database is as it was before'; else warn "the database could not be restored: its backup is $STATE_DIR/backup"; fi
    fi
    ln -sfn "$OLD_RELEASE" "$PREFIX/current"
    [ "$VERSION" = "$OLD_VERSION" ] || rm -rf "${PREFIX:?}/$VERSION"
    rm -rf "$PREFIX/$VERSION.new"
    if [ "$SAME_VERSION" = yes ]; then rm -rf "${PREFIX:?}/$VERSION" && mv "$OLD_RELEASE" "$PREFIX/$VERSION" && ln -sfn "$PREFIX/$VERSION" "$PREFIX/current"; fi
    [ "$SYSTEMD" = no ] || (RELEASE=$PREFIX/current && write_units)
    (start_services) && done_ "release $OLD_VERSION serves again; $(vm_count) machines run"
    note "log: $BUILD_LOG"
    [ "$code" != 0 ] || code=1
    exit "$code"
}
