# shellcheck shell=bash disable=SC2154 # settings come from the other parts
# The services' settings: /etc/nexusquantum/portal.env and agent.env, 0600. Plain KEY=VALUE lines, which systemd reads as they are and
# our own supervisor too (read_environment): nothing in them is executed.

write_environments() {
    if [ "$WITH_PORTAL" = yes ]; then portal_environment | make_file "$CONF_DIR/portal.env" 0600; fi
    if [ "$WITH_AGENT" = yes ]; then agent_environment | make_file "$CONF_DIR/agent.env" 0600; fi
}

portal_environment() {
    printf '# Settings of the portal, read at its start. README names all of them.\n'
    printf 'MANAGER_BIND=%s\nMANAGER_BASE=%s\nNEXUS_DATA_DIR=%s\nNEXUS_BASE_IMAGES=%s\n' "$MANAGER_BIND" "$MANAGER_BASE" "$NEXUS_DATA_DIR" "$PREFIX/current/images/nexus-tiny"
    [ -z "$DATABASE_URL" ] || printf 'DATABASE_URL=%s\n' "$DATABASE_URL"
}

agent_environment() {
    printf '# Settings of the agent, read at its start. README names all of them.\n'
    printf 'AGENT_BIND=%s\nMANAGER_BASE=%s\nFC_RUN_DIR=%s\nFC_BRIDGE=%s\nNEXUS_IMAGE_DIR=%s\n' "$AGENT_BIND" "$(agents_manager)" "$FC_RUN_DIR" "$FC_BRIDGE" "$NEXUS_IMAGE_DIR"
    case $NETWORK in
        nat) printf 'NEXUS_NETWORK_MODE=nat\n' ;;
        bridged) printf 'NEXUS_NETWORK_MODE=bridged\n' ;;
        user) printf 'NEXUS_NETWORK_MODE=user\n' ;;
    esac
    [ "$SYSTEMD" = no ] || printf 'NEXUS_CGROUP=system.slice/nexus-vms.service\n'
}

# The agent beside its portal goes by loopback, where plain HTTP is whole.
agents_manager() {
    if [ "$WITH_PORTAL" = yes ]; then reach_portal; else printf %s "$MANAGER_BASE"; fi
}

reach_portal() {
    case ${MANAGER_BIND%:*} in
        0.0.0.0) printf 'http://127.0.0.1:%s' "${MANAGER_BIND##*:}" ;;
        '[::]') printf 'http://[::1]:%s' "${MANAGER_BIND##*:}" ;;
        *) printf 'http://%s' "$MANAGER_BIND" ;;
    esac
}

# read_environment FILE: its lines into the array ENVIRONMENT.
read_environment() {
    local line
    ENVIRONMENT=()
    while IFS= read -r line || [ -n "$line" ]; do
        if [[ $line =~ ^[A-Z_][A-Z0-9_]*= ]]; then ENVIRONMENT+=("$line"); fi
    done <"$1"
}

# log rotation: the supervisor's logs and the installer's own. Under systemd the services write to the journal, which has its own limits.
write_logrotate() {
    [ -d /etc/logrotate.d ] || return 0
    make_file /etc/logrotate.d/nexusquantum 0644 <<TEXT
$LOG_DIR/*.log {
    weekly
    rotate 8
    maxsize 16M
    missingok
    notifempty
    compress
    copytruncate
}
TEXT
}
