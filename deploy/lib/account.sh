# shellcheck shell=bash
# Who owns what. The portal is never root; what root runs lies where nobody else can write.

ensure_account() {
    [ "$AS_ROOT" = yes ] || return 0
    if ! id -u nexus >/dev/null 2>&1; then
        useradd --system --user-group --home-dir "$NEXUS_DATA_DIR" --no-create-home --shell /usr/sbin/nologin nexus
        note "made the account 'nexus' for the portal and its database"
    fi
}

ensure_directories() {
    mkdir -p "$LOG_DIR" "$STATE_DIR" "$FC_RUN_DIR" "$NEXUS_IMAGE_DIR"
    chmod 0755 "$FC_RUN_DIR" "$NEXUS_IMAGE_DIR"
    chmod 0750 "$LOG_DIR"
    if [ "$AS_ROOT" = yes ]; then
        [ -d "$NEXUS_DATA_DIR" ] || install -d -o nexus -g nexus -m 0700 "$NEXUS_DATA_DIR"
        [ "$(stat -c %U "$NEXUS_DATA_DIR")" = nexus ] || fail "$NEXUS_DATA_DIR does not belong to the account 'nexus'." \
            "Choose an empty directory with --data-dir, or: chown -R nexus:nexus $NEXUS_DATA_DIR"
        as_portal test -w "$NEXUS_DATA_DIR" || fail "The account 'nexus' cannot reach $NEXUS_DATA_DIR." \
            'A directory above it is closed to others. Choose another one with --data-dir.'
    else
        mkdir -p "$NEXUS_DATA_DIR"
        chmod 0700 "$NEXUS_DATA_DIR"
    fi
    claim_directory "$FC_RUN_DIR"
    claim_directory "$NEXUS_IMAGE_DIR"
    claim_directory "$NEXUS_DATA_DIR" as_portal
}

# Runs a program as the portal's account.
as_portal() {
    local drop=()
    [ "$AS_ROOT" = no ] || drop=(setpriv --reuid=nexus --regid=nexus --init-groups --inh-caps=-all --no-new-privs --)
    (cd / && exec "${drop[@]}" "$@")
}

service_environments() {
    PORTAL_ENV=(HOME="$NEXUS_DATA_DIR" PATH=/usr/local/bin:/usr/bin:/bin:/usr/sbin:/sbin LANG=C.UTF-8 DOTNET_ROOT="$DOTNET_ROOT"
        DOTNET_NOLOGO=1 NEXUS_DATA_DIR="$NEXUS_DATA_DIR" MANAGER_BIND="$MANAGER_BIND" MANAGER_BASE="$MANAGER_BASE"
        NEXUS_BASE_IMAGES="$PROGRAM_DIR/images/nexus-tiny")
    [ -z "${DATABASE_URL:-}" ] || PORTAL_ENV+=(DATABASE_URL="$DATABASE_URL")
    local name
    for name in NEXUS_PLAIN_HTTP NEXUS_PROXIES NEXUS_HSTS_DAYS NEXUS_TLS_CERT NEXUS_TLS_KEY; do
        [ -z "${!name:-}" ] || PORTAL_ENV+=("$name=${!name}")
    done
    AGENT_ENV=(HOME="${HOME:-/}" PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin LANG=C.UTF-8
        AGENT_BIND="$AGENT_BIND" MANAGER_BASE="$LOCAL_BASE" FC_RUN_DIR="$FC_RUN_DIR" FC_BRIDGE="$FC_BRIDGE"
        NEXUS_IMAGE_DIR="$NEXUS_IMAGE_DIR" NEXUS_AGENT_DIR="$NEXUS_AGENT_DIR" NEXUS_NETWORK_MODE="$NEXUS_NETWORK_MODE")
}

# Leaves the caller's environment behind and takes only the named one. Exported rather than given to env(1),
# because an argument list can be read by everybody and DATABASE_URL holds a password.
only_environment() {
    local name
    for name in $(compgen -e); do unset "$name" 2>/dev/null || true; done
    # shellcheck disable=SC2163 # each argument is NAME=value
    export "$@"
}

portal() { (only_environment "${PORTAL_ENV[@]}"; as_portal "$PROGRAM_DIR/web/NexusQuantum.Web" "$@"); }

agent() { (only_environment "${AGENT_ENV[@]}"; cd / && exec "$PROGRAM_DIR/agent/nexus-agent" "$@"); }
