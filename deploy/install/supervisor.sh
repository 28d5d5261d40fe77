#!/usr/bin/env bash
# Keeps portal and agent of an installation running where systemd is not process 1 (containers, test roots).
#   supervisor.sh start | stop | status | run
# run stays in the foreground, as a container's own process. Nothing starts it again after a reboot.
# shellcheck disable=SC2034,SC2317 # deploy/lib/supervise.sh reads and calls what is here
set -euo pipefail
HERE=$(cd -- "$(dirname -- "$(realpath -- "${BASH_SOURCE[0]}")")" && pwd -P)
CONF_DIR=/etc/nexusquantum LOG_DIR=/var/log/nexusquantum STATE_DIR=/run/nexusquantum PREFIX=/opt/nexusquantum
PROGRAM_DIR=$PREFIX
export PATH=$PATH:/usr/local/sbin:/usr/sbin:/sbin
for part in say supervise; do
    # shellcheck source=/dev/null
    . "$HERE/../lib/$part.sh"
done
# shellcheck source=deploy/install/run-as.sh
. "$HERE/run-as.sh"
NAMES=()
if [ -f "$CONF_DIR/portal.env" ]; then NAMES+=(portal); fi
if [ -f "$CONF_DIR/agent.env" ]; then NAMES+=(agent); fi

# A session of its own for each: Ctrl-C reaches only us, and we decide the order in which things end. exec all the way through the
# script that reads the settings, so that the pid we hold is the service's own. Each start goes through 'current'.
run_portal() { exec setsid env --default-signal=INT,QUIT "$PREFIX/current/deploy/install/nexus-portal" serve; }
run_agent() { exec setsid env --default-signal=INT,QUIT "$PREFIX/current/deploy/install/nexus-agent" run; }

run() {
    mkdir -p "$STATE_DIR" "$LOG_DIR"
    exec 9>>"$STATE_DIR/supervisor.lock"
    flock -n 9 || fail 'A supervisor runs already.' "Its pid is $(cat "$STATE_DIR/supervisor.pid" 2>/dev/null)."
    end_leftovers
    [ ! -f "$CONF_DIR/bridge.env" ] || set_up_bridge 9>&- || warn 'the bridge could not be made'
    [ ! -f "$CONF_DIR/firewall.rules" ] || "$HERE/firewall.sh" apply 9>&- || warn 'the firewall took not all rules'
    trap 'STOPPING=yes' INT TERM HUP
    printf '%s\n' "$$" >"$STATE_DIR/supervisor.pid"
    sleep 60 9>&- &
    CLOCK=$!
    local name
    for name in "${NAMES[@]}"; do start "$name" "$LOG_DIR/$name.log"; done
    supervise
    trap '' INT TERM HUP
    stop_services
    rm -f "$STATE_DIR/supervisor.pid"
}

set_up_bridge() { (only_environment_of "$CONF_DIR/bridge.env" && exec "$HERE/../scripts/fc-bridge-setup.sh"); }

stop() {
    local pid
    pid=$(cat "$STATE_DIR/supervisor.pid" 2>/dev/null) || { end_leftovers; return 0; }
    case $(tr '\0' ' ' 2>/dev/null <"/proc/$pid/cmdline") in
        *supervisor.sh*) end_process "$pid" 60 ;;
    esac
    end_leftovers
    rm -f "$STATE_DIR/supervisor.pid"
}

is_running() {
    local pid
    pid=$(cat "$STATE_DIR/supervisor.pid" 2>/dev/null) && is_alive "$pid"
}

start_behind() {
    ! is_running || return 0
    mkdir -p "$STATE_DIR" "$LOG_DIR"
    rm -f "$STATE_DIR/supervisor.pid"
    setsid "$PREFIX/current/deploy/install/supervisor.sh" run >>"$LOG_DIR/supervisor.log" 2>&1 </dev/null &
    local left=300
    until is_running; do
        left=$((left - 1))
        [ "$left" -gt 0 ] || fail 'The supervisor did not start.' "Its log is $LOG_DIR/supervisor.log."
        sleep 0.1
    done
}

case ${1:-} in
    run) run ;;
    start) start_behind ;;
    stop) stop ;;
    status) if is_running; then echo "runs (pid $(cat "$STATE_DIR/supervisor.pid"))"; else echo 'does not run'; exit 3; fi ;;
    *) sed -n '2,4s/^# *//p' "$0"; exit 2 ;;
esac
