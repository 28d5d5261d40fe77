# shellcheck shell=bash
# Brings agent and portal together, once. The token comes from the portal's own command, run as the portal's
# account: whoever may do that owns the data directory anyway, and no door is opened for it.

join_agent() {
    local token code=0
    token=$(portal admin join-token --unless-joined "$(joined_as)" --accept-unfit 2>>"$LOG_DIR/portal.log") || code=$?
    if [ "$code" = 3 ]; then
        done_ 'the agent of this host has joined already'
        return
    fi
    [ "$code" = 0 ] || fail 'The portal gave no join token.' "Its log is $LOG_DIR/portal.log."
    if [ -n "${PID[agent]:-}" ]; then
        end_process "${PID[agent]}" 20
        unset 'PID[agent]'
    fi
    # An identity of a portal that is gone stays until this one has said yes.
    agent enroll --manager "$LOCAL_BASE" --token - --anew >>"$LOG_DIR/agent.log" 2>&1 <<<"$token" || {
        tail -n 10 "$LOG_DIR/agent.log" >&2
        fail 'The agent could not join.' "Its log is $LOG_DIR/agent.log."
    }
    done_ 'the agent of this host has joined'
}

# The host's id in the agent's certificate (a URI name, nexus:host:<id>), or a word that is none.
joined_as() {
    local id=none
    if [ -s "$NEXUS_AGENT_DIR/identity.pem" ]; then
        id=$(openssl x509 -in "$NEXUS_AGENT_DIR/identity.pem" -noout -ext subjectAltName 2>/dev/null | grep -o 'nexus:host:[0-9a-f-]*' | head -n 1) || id=none
    fi
    printf %s "${id#nexus:host:}"
}

# Joined is one thing, answering another: the portal's readiness says whether its watch on the agent stands.
await_agent() {
    local begun=$SECONDS
    until curl -fsS --max-time 2 "$LOCAL_BASE/readyz" 2>/dev/null | grep -q '"agentsConnected":[1-9]'; do
        [ "$STOPPING" = no ] || exit 130
        if [ $((SECONDS - begun)) -gt 30 ]; then
            warn "the portal does not reach the agent yet (log: $LOG_DIR/agent.log)"
            return
        fi
        sleep 0.2
    done
    done_ "the agent answers on $AGENT_BIND"
}

# The pids of this installation's VMs: QEMU works in its VM's own directory, and root's files there are not its own.
vm_pids() {
    local link
    for link in /proc/[0-9]*/cwd; do
        case $(readlink "$link" 2>/dev/null) in
            "$FC_RUN_DIR"/vms/*) link=${link%/cwd} && printf '%s\n' "${link#/proc/}" ;;
        esac
    done
}

running_vms() { vm_pids | wc -l; }

tell_running_vms() {
    local count
    count=$(running_vms)
    [ "$count" = 0 ] || note "$count VMs go on running; the next start finds them again"
}

stop_vms() {
    local count
    count=$(running_vms)
    [ "$count" != 0 ] || return 0
    note "stopping $count VMs: their power button first, the power after 30 s"
    agent stop-vms >>"$LOG_DIR/agent.log" 2>&1 || warn "not all VMs stopped cleanly (log: $LOG_DIR/agent.log)"
}
