# shellcheck shell=bash
# How the programs are started outside systemd: with the settings of their environment file and nothing else of the caller's. Exported
# rather than given to env(1), because arguments can be read by everybody and DATABASE_URL holds a password.

SETTINGS=/etc/nexusquantum
RELEASE_DIR=$(cd -- "$(dirname -- "$(realpath -- "${BASH_SOURCE[0]}")")/../.." && pwd -P)

only_environment_of() {
    local name line
    for name in $(compgen -e); do
        case $name in TERM | NO_COLOR) ;; *) unset "$name" 2>/dev/null || true ;; esac
    done
    export PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin LANG=C.UTF-8 HOME=/root DOTNET_NOLOGO=1
    [ -r "$1" ] || return 0
    while IFS= read -r line || [ -n "$line" ]; do
        # shellcheck disable=SC2163 # the line is NAME=value
        if [[ $line =~ ^[A-Z_][A-Z0-9_]*= ]]; then export "$line"; fi
    done <"$1"
}

as_portal() {
    only_environment_of "$SETTINGS/portal.env"
    export HOME=${NEXUS_DATA_DIR:-/}
    cd /
    exec setpriv --reuid=nexus --regid=nexus --init-groups --inh-caps=-all --no-new-privs -- "$RELEASE_DIR/web/NexusQuantum.Web" "$@"
}

as_agent() {
    only_environment_of "$SETTINGS/agent.env"
    cd /
    exec "$RELEASE_DIR/$(cat "$RELEASE_DIR/agent-chosen" 2>/dev/null || printf agent/nexus-agent)" "$@"
}
