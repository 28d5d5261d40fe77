# shellcheck shell=bash
# Keeps portal and agent running. What dies is started again, after 1, 2, 4 … 30 seconds; one that lived for a
# minute starts again at once. Both run in sessions of their own, so that Ctrl-C reaches only us and we decide
# the order in which things end. VMs are in sessions of their own too and stay.

declare -A PID=() BACKOFF=() BORN=() WAITING=()
STOPPING=no

supervise_portal() { start portal "$LOG_DIR/portal.log"; }
supervise_agent() { start agent "$LOG_DIR/agent.log"; }

start() {
    local service=$1 log=$2
    trim_log "$log"
    run_"$service" >>"$log" 2>&1 </dev/null 9>&- &
    PID[$service]=$!
    BORN[$service]=$SECONDS
    printf '%s\n' "$!" >"$STATE_DIR/$service.pid"
}

# exec all the way, so that the pid we hold is the service's own.
run_portal() {
    only_environment "${PORTAL_ENV[@]}"
    cd /
    local drop=()
    [ "$AS_ROOT" = no ] || drop=(setpriv --reuid=nexus --regid=nexus --init-groups --inh-caps=-all --no-new-privs --)
    exec setsid env --default-signal=INT,QUIT "${drop[@]}" "$PROGRAM_DIR/web/NexusQuantum.Web" serve
}

run_agent() {
    only_environment "${AGENT_ENV[@]}"
    cd /
    exec setsid env --default-signal=INT,QUIT "$PROGRAM_DIR/agent/nexus-agent" run
}

# Logs are appended to, so cutting one short under its writer is safe.
trim_log() {
    local size
    size=$(stat -c %s "$1" 2>/dev/null || echo 0)
    if [ "$size" -gt $((16 * 1024 * 1024)) ]; then
        cp "$1" "$1.1" && : >"$1"
    fi
}

supervise() {
    local ended service
    while [ "$STOPPING" = no ]; do
        ended=
        { wait -n -p ended "${PID[@]}" "${WAITING[@]}" "$CLOCK" || true; } 2>/dev/null
        [ "$STOPPING" = no ] || break
        [ -n "$ended" ] || continue
        if [ "$ended" = "$CLOCK" ]; then
            tick
            continue
        fi
        for service in portal agent; do
            if [ "${PID[$service]:-}" = "$ended" ]; then
                mourn "$service"
            elif [ "${WAITING[$service]:-}" = "$ended" ]; then
                unset "WAITING[$service]"
                start "$service" "$LOG_DIR/$service.log"
            fi
        done
    done
}

tick() {
    trim_log "$LOG_DIR/portal.log"
    trim_log "$LOG_DIR/agent.log"
    sleep 60 9>&- &
    CLOCK=$!
}

mourn() {
    local service=$1 pause
    unset "PID[$service]"
    [ $((SECONDS - BORN[$service])) -lt 60 ] || BACKOFF[$service]=0
    pause=${BACKOFF[$service]:-0}
    BACKOFF[$service]=$((pause == 0 ? 1 : pause * 2 > 30 ? 30 : pause * 2))
    warn "$(date +%H:%M:%S) the $service ended; it starts again in $pause s (log: $LOG_DIR/$service.log)"
    sleep "$pause" 9>&- &
    WAITING[$service]=$!
}

# Portal first: it lets go of the agent and takes its private database down with it.
stop_services() {
    STOPPING=yes
    local service
    for service in portal agent; do
        if [ -n "${WAITING[$service]:-}" ]; then kill "${WAITING[$service]}" 2>/dev/null || true; fi
        [ -n "${PID[$service]:-}" ] || continue
        end_process "${PID[$service]}" 20
        unset "PID[$service]"
        rm -f "$STATE_DIR/$service.pid"
        done_ "the $service has stopped"
    done
    [ -z "${CLOCK:-}" ] || kill "$CLOCK" 2>/dev/null || true
}

# end_process PID SECONDS: asks, waits, then insists.
end_process() {
    local pid=$1 left=$(($2 * 10))
    kill -TERM "$pid" 2>/dev/null || return 0
    while [ "$left" -gt 0 ] && is_alive "$pid"; do
        sleep 0.1
        left=$((left - 1))
    done
    ! is_alive "$pid" || kill -KILL "$pid" 2>/dev/null || true
}

is_alive() {
    local state
    state=$(sed 's/.*) //;s/ .*//' "/proc/$1/stat" 2>/dev/null) && [ "$state" != Z ]
}

# Portal and agent of an earlier run that was itself killed: they would hold port and directory.
end_leftovers() {
    local service pid program
    for service in portal agent; do
        pid=$(cat "$STATE_DIR/$service.pid" 2>/dev/null) || continue
        program=$(readlink "/proc/$pid/exe" 2>/dev/null) || continue
        case $program in
            "$PROGRAM_DIR"/*)
                note "a $service of an earlier run still lives (pid $pid); it stops now"
                end_process "$pid" 20
                ;;
        esac
        rm -f "$STATE_DIR/$service.pid"
    done
}
