# shellcheck shell=bash disable=SC2154 # settings come from the other parts
# Exactly the ports of the document: the portal's for everybody, the agent's for its portal, the bridge for its machines.

firewall_kind() { "$HERE/firewall.sh" kind; }

firewall_rules() {
    local address
    if [ "$WITH_PORTAL" = yes ]; then printf 'port %s any\n' "${MANAGER_BIND##*:}"; fi
    if [ "$WITH_AGENT" = yes ]; then
        if [ "$WITH_PORTAL" = yes ]; then
            # The portal beside it comes by loopback, which no filter of ours looks at.
            printf 'port %s 127.0.0.1\n' "${AGENT_BIND##*:}"
        else
            for address in $(portal_addresses); do printf 'port %s %s\n' "${AGENT_BIND##*:}" "$address"; done
        fi
        [ "$NETWORK" = user ] || printf 'bridge %s\n' "$FC_BRIDGE"
    fi
}

firewall_words() {
    local words
    words=$(firewall_rules | awk '$1 == "port" { printf "%s from %s, ", $2, $3 } $1 == "bridge" { printf "machines on %s, ", $2 }')
    printf %s "${words%, }"
}

portal_addresses() { getent ahosts "$(host_of "$MANAGER_BASE")" 2>/dev/null | awk '{ print $1 }' | sort -u; }

ensure_firewall() {
    [ "$FIREWALL" = yes ] || return 0
    step 'Firewall'
    firewall_rules | make_file "$CONF_DIR/firewall.rules" 0644
    record firewall "$CONF_DIR/firewall.rules"
    "$HERE/firewall.sh" apply >>"$BUILD_LOG" 2>&1 || fail 'The firewall took not all of our rules.' "The log is $BUILD_LOG. Or set them yourself and say --firewall no."
    done_ "$(firewall_kind): $(firewall_words)"
}

remove_firewall() { [ ! -f "$1" ] || "$HERE/firewall.sh" remove >>"$BUILD_LOG" 2>&1; }
