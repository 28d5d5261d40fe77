# shellcheck shell=bash disable=SC2154 # settings come from the other parts
# The bridge, made at each boot by a unit before the agent starts; the agent takes over what stands.

ensure_network() {
    [ "$WITH_AGENT" = yes ] && [ "$NETWORK" != user ] || return 0
    step 'Network'
    bridge_settings | make_file "$CONF_DIR/bridge.env" 0644
    record bridge "$CONF_DIR/bridge.env"
    set_up_bridge || fail "The bridge $FC_BRIDGE could not be made." "The last lines above say why. Another network: --network user."
    done_ "bridge $FC_BRIDGE, $NETWORK"
}

bridge_settings() {
    printf '# Arguments of fc-bridge-setup.sh, as its variables.\nFC_BRIDGE=%s\nBRIDGE_MODE=%s\n' "$FC_BRIDGE" "$NETWORK"
    case $NETWORK in
        nat) printf 'BRIDGE_SUBNET=%s\n' "$SUBNET" ;;
        bridged) printf 'BRIDGE_UPLINK=%s\n' "$UPLINK" ;;
    esac
}

bridge_script() {
    local ENVIRONMENT=()
    read_environment "$CONF_DIR/bridge.env"
    env "${ENVIRONMENT[@]}" "$RELEASE/deploy/scripts/fc-bridge-setup.sh" "$@"
}

set_up_bridge() { bridge_script 2>&1 | tee -a "$BUILD_LOG" | sed 's/^/  /'; }

remove_bridge() {
    [ -f "$1" ] || return 0
    # The agent's own filters and taps on it first.
    local link family table
    for link in $(ip -o link show master "$FC_BRIDGE" 2>/dev/null | awk '{ sub(/[@:].*/, "", $2); print $2 }'); do
        case $link in nq*) ip link delete "$link" 2>/dev/null || true ;; esac
    done
    if has nft; then
        nft list tables 2>/dev/null | awk -v name="nexus_$FC_BRIDGE" '$3 == name { print $2, $3 }' | while read -r family table; do nft delete table "$family" "$table" || true; done
    fi
    bridge_script --remove >>"$BUILD_LOG" 2>&1
}
