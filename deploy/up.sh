#!/usr/bin/env bash
# From a fresh Debian 12, Ubuntu 22.04 or Ubuntu 24.04 to a running portal with a joined agent. See --help.
# shellcheck disable=SC2034 # the parts read variables of each other
set -euo pipefail
umask 022
ROOT=$(cd -- "$(dirname -- "${BASH_SOURCE[0]}")/.." && pwd -P)
export PATH=$PATH:/usr/local/sbin:/usr/sbin:/sbin
for part in say options packages dotnet build directories account image supervise join remove; do
    # shellcheck source=/dev/null
    . "$ROOT/deploy/lib/$part.sh"
done

main() {
    read_options "$@"
    [ "$(uname -m)" = x86_64 ] || fail "This is a $(uname -m) machine." 'NexusQuantum runs on x86-64.'
    # An ordinary user's logs and state lie in the data directory: it is claimed while it is still empty.
    if [ "$AS_ROOT" = no ] && [ "$REMOVE" = no ]; then
        mkdir -p "$NEXUS_DATA_DIR" 2>/dev/null || fail "$NEXUS_DATA_DIR cannot be made." 'Choose another directory with --data-dir.'
        claim_directory "$NEXUS_DATA_DIR"
    fi
    mkdir -p "$STATE_DIR" "$LOG_DIR" 2>/dev/null || fail "$STATE_DIR or $LOG_DIR cannot be made." 'Is the disk full, or the directory above closed?'
    BUILD_LOG=$LOG_DIR/up.log
    if [ "$REMOVE" = yes ]; then
        remove_everything
        exit 0
    fi
    only_one_of_us
    : >"$BUILD_LOG"
    headline
    ensure_packages
    ensure_account
    ensure_directories
    ensure_dotnet
    build_programs
    service_environments
    build_image
    serve
}

headline() {
    local system
    # shellcheck source=/dev/null
    system=$(. /etc/os-release 2>/dev/null && printf '%s' "${PRETTY_NAME:-Linux}")
    printf '%sNexusQuantum%s on %s, ' "$BOLD" "$PLAIN" "$system"
    if [ "$AS_ROOT" = yes ]; then
        printf 'portal as the account nexus, agent as root\n'
    else
        printf 'all as %s, without root\n' "$(id -un)"
    fi
    dim "data $NEXUS_DATA_DIR · VMs $FC_RUN_DIR · images $NEXUS_IMAGE_DIR · network $NEXUS_NETWORK_MODE · log $LOG_DIR"
}

# One of us for each data directory. The lock goes with the process, however it ends.
only_one_of_us() {
    exec 9>>"$STATE_DIR/up.lock"
    if ! flock -n 9; then
        printf 'NexusQuantum of %s runs already (pid %s): %s\n' "$NEXUS_DATA_DIR" "$(cat "$STATE_DIR/up.pid" 2>/dev/null || echo '?')" "http://localhost:$PORT"
        exit 0
    fi
    printf '%s\n' "$$" >"$STATE_DIR/up.pid"
}

serve() {
    step 'Portal and agent'
    end_leftovers
    refuse_taken_port "$PORT" --port
    refuse_taken_port "${AGENT_BIND##*:}" --agent-port
    trap 'STOPPING=yes' INT TERM HUP
    trap finish EXIT
    sleep 60 9>&- &
    CLOCK=$!
    supervise_portal
    # One that has joined is there already when the portal looks for it, and spares it the first pause.
    [ "$(joined_as)" = none ] || supervise_agent
    await_portal
    join_agent
    [ -n "${PID[agent]:-}" ] || supervise_agent
    await_agent
    announce
    supervise
}

refuse_taken_port() {
    if (exec 3<>"/dev/tcp/127.0.0.1/$1") 2>/dev/null; then
        fail "Port $1 is in use by another program$(port_owner "$1")." "Choose another one: ./deploy/up.sh $2 N"
    fi
}

port_owner() {
    has ss || return 0
    local owner
    owner=$(ss -Hltnp "sport = :$1" 2>/dev/null | sed -n 's/.*users:(("\([^"]*\)",pid=\([0-9]*\).*/\1, pid \2/p' | head -n 1)
    [ -z "$owner" ] || printf ' (%s)' "$owner"
}

await_portal() {
    local begun=$SECONDS
    until curl -fsS -o /dev/null --max-time 2 "$LOCAL_BASE/healthz" 2>/dev/null; do
        [ "$STOPPING" = no ] || exit 130
        if ! is_alive "${PID[portal]}" || [ $((SECONDS - begun)) -gt 90 ]; then
            tail -n 20 "$LOG_DIR/portal.log" >&2
            fail 'The portal did not come up.' "Its log is $LOG_DIR/portal.log."
        fi
        sleep 0.1
    done
    done_ "the portal serves on $MANAGER_BIND"
}

announce() {
    local code address
    printf '\n%sOpen http://localhost:%s%s\n' "$BOLD" "$PORT" "$PLAIN"
    case $MANAGER_BIND in
        0.0.0.0:* | '[::]:'*)
            for address in $(hostname -I 2>/dev/null); do
                case $address in *:* | 10.0.100.1) ;; *) printf '  or https://%s:%s (its certificate is the portal'\''s own)\n' "$address" "$PORT" ;; esac
            done
            ;;
    esac
    if code=$(as_portal cat "$NEXUS_DATA_DIR/setup-code" 2>/dev/null) && [ -n "$code" ]; then
        printf '\n  One-time set-up code: %s%s%s\n' "$BOLD" "$code" "$PLAIN"
    fi
    printf '\n  Ctrl-C stops portal, agent and database'
    if [ "$STOP_VMS" = yes ]; then printf ', and the VMs.\n'; else printf ' and leaves the VMs running.\n'; fi
}

finish() {
    local result=$?
    [ "$STOPPING" = no ] || result=0
    trap '' INT TERM HUP
    trap - EXIT
    step 'Stopping'
    stop_services
    if [ "$STOP_VMS" = yes ]; then stop_vms; else tell_running_vms; fi
    rm -f "$STATE_DIR/up.pid"
    exit "$result"
}

main "$@"
