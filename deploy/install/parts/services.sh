# shellcheck shell=bash disable=SC2154 # settings come from the other parts
# Portal and agent as services: units of systemd, or a supervisor of our own where systemd is not process 1.

# The units of this installation, in the order they start.
units() {
    if [ "$WITH_AGENT" = yes ] && [ "$NETWORK" != user ]; then printf 'nexus-bridge '; fi
    if [ "$FIREWALL" = yes ] && ! firewall_keeps_rules; then printf 'nexus-firewall '; fi
    if [ "$WITH_PORTAL" = yes ]; then printf 'nexus-portal '; fi
    if [ "$WITH_AGENT" = yes ]; then printf 'nexus-vms nexus-agent '; fi
}

firewall_keeps_rules() { case $(firewall_kind) in ufw | firewalld) return 0 ;; *) return 1 ;; esac; }

ensure_services() {
    record services all
    [ "$SYSTEMD" = yes ] || return 0
    step 'Services'
    write_units
    done_ "units: $(units)"
}

write_units() {
    local unit
    for unit in $(units); do
        recorded unit "$unit.service" || record unit "$unit.service"
        render_unit "$unit" | make_file "/etc/systemd/system/$unit.service" 0644
    done
    systemctl daemon-reload
}

# render_unit NAME: its text with this installation's places.
render_unit() {
    local capabilities=''
    [ "${MANAGER_BIND##*:}" -ge 1024 ] || capabilities=CAP_NET_BIND_SERVICE
    sed -e "s|@PREFIX@|$PREFIX|g; s|@CONF_DIR@|$CONF_DIR|g; s|@DATA_DIR@|$NEXUS_DATA_DIR|g; s|@PORTAL_CAPABILITIES@|$capabilities|g" \
        -e "s|@AGENT@|$(cat "$PREFIX/current/agent-chosen" 2>/dev/null || printf agent/nexus-agent)|g" "$RELEASE/deploy/systemd/$1.service"
}

remove_unit() {
    systemctl disable --now "$1" >>"$BUILD_LOG" 2>&1 || true
    rm -f "/etc/systemd/system/$1"
    systemctl daemon-reload
    systemctl reset-failed "$1" >>"$BUILD_LOG" 2>&1 || true
}

# The schema before anything serves: a database that does not answer is found here.
migrate_database() {
    [ "$WITH_PORTAL" = yes ] || return 0
    step 'Schema'
    with_clock 'bringing the database up to this release' timeout 120 "$PREFIX/current/deploy/install/nexus-portal" migrate
}

start_services() {
    step 'Starting'
    if [ "$SYSTEMD" = yes ]; then
        local unit
        for unit in $(units); do
            # An agent that has not joined yet would end at once; it starts when it has.
            if [ "$unit" = nexus-agent ] && ! has_joined; then continue; fi
            systemctl enable --now "$unit.service" >>"$BUILD_LOG" 2>&1 || fail "$unit does not start." "Look at: journalctl -u $unit"
        done
    else
        "$PREFIX/current/deploy/install/supervisor.sh" start >>"$BUILD_LOG" 2>&1 || fail 'The supervisor does not start.' "The log is $BUILD_LOG."
    fi
    [ "$WITH_PORTAL" = no ] || await_portal
}

# Portal and agent; machines run on.
stop_services() {
    if [ "$SYSTEMD" = yes ]; then
        local unit
        for unit in nexus-portal nexus-agent; do systemctl stop "$unit.service" >>"$BUILD_LOG" 2>&1 || true; done
    else
        [ ! -x "$PREFIX/current/deploy/install/supervisor.sh" ] || "$PREFIX/current/deploy/install/supervisor.sh" stop >>"$BUILD_LOG" 2>&1 || true
    fi
}

# And then the machines: nobody would look after them.
stop_services_for_good() {
    stop_services
    [ "$WITH_AGENT" = yes ] && [ -f "$CONF_DIR/agent.env" ] || return 0
    local count
    count=$(vm_count)
    if [ "$count" != 0 ]; then
        note "stopping $count machines: their power buttons first, the power after 30 s"
        "$PREFIX/current/deploy/install/nexus-agent" stop-vms >>"$BUILD_LOG" 2>&1 || true
    fi
    end_leftovers
}

# What the agent leaves running on purpose, for machines that are gone now: the bridge's name server and the groups.
end_leftovers() {
    local pid group left=50
    for pid in $({ grep -lF -- "$FC_RUN_DIR/agent/network/dnsmasq" /proc/[0-9]*/cmdline 2>/dev/null || true; } | cut -d/ -f3); do
        case $(readlink "/proc/$pid/exe" 2>/dev/null) in
            */dnsmasq)
                kill "$pid" 2>/dev/null || true
                while [ -d "/proc/$pid" ] && [ "$left" -gt 0 ]; do sleep 0.1; left=$((left - 1)); done
                ;;
        esac
    done
    for group in /sys/fs/cgroup/nexus /sys/fs/cgroup/*/nexus; do
        [ ! -d "$group/vms" ] || rmdir "$group/vms" "$group" 2>/dev/null || true
    done
}

vm_count() {
    local link count=0
    for link in /proc/[0-9]*/cwd; do
        case $(readlink "$link" 2>/dev/null) in "$FC_RUN_DIR"/vms/*) count=$((count + 1)) ;; esac
    done
    printf %s "$count"
}

await_portal() {
    local begun=$SECONDS
    until curl -fsS -o /dev/null --max-time 2 "$(reach_portal)/healthz" 2>/dev/null; do
        [ $((SECONDS - begun)) -lt 120 ] || { show_log portal; fail 'The portal does not come up.' "Log: $(log_of portal)"; }
        sleep 0.2
    done
    done_ "the portal serves on $MANAGER_BIND"
}

log_of() { if [ "$SYSTEMD" = yes ]; then printf 'journalctl -u nexus-%s' "$1"; else printf '%s/%s.log' "$LOG_DIR" "$1"; fi; }

show_log() { if [ "$SYSTEMD" = yes ]; then journalctl -u "nexus-$1" -n 20 --no-pager >&2 || true; else tail -n 20 "$LOG_DIR/$1.log" >&2 || true; fi; }
