# shellcheck shell=bash disable=SC2154 # settings come from the other parts
# Brings agent and portal together. The token passes by standard input.

has_joined() { [ -s "$FC_RUN_DIR/agent/identity.pem" ]; }

join_host() {
    [ "$WITH_AGENT" = yes ] || return 0
    step 'Joining'
    local token=$JOIN_TOKEN known=() code=0
    if [ "$WITH_PORTAL" = yes ] && [ -z "$token" ]; then
        # Kept by an earlier uninstall, it joins anew only if its portal does not know it any more.
        ! has_joined || known=(--unless-joined "$(joined_as)")
        # Who installs on an unfit host all the same wants its machines too: a portal that keeps them away lets them through by this.
        if [ "$IGNORE_FAILED" = yes ] && "$PREFIX/current/deploy/install/nexus-portal" help | grep -qF -e --accept-unfit; then known+=(--accept-unfit); fi
        token=$("$PREFIX/current/deploy/install/nexus-portal" admin join-token "${known[@]}" 2>>"$BUILD_LOG") || code=$?
        [ "$code" = 0 ] || [ "$code" = 3 ] || fail 'The portal gave no join token.' "Log: $BUILD_LOG"
    fi
    [ -z "$token" ] || enroll "$token"
    if [ "$SYSTEMD" = yes ]; then systemctl enable --now nexus-agent.service >>"$BUILD_LOG" 2>&1 || fail 'nexus-agent does not start.' 'Look at: journalctl -u nexus-agent'; fi
    await_agent
    done_ "the agent of this host has joined $MANAGER_BASE"
}

enroll() {
    local address=() code=0 answer
    [ -z "$AGENT_ADDRESS" ] || address=(--address "$AGENT_ADDRESS")
    # An identity of an earlier portal stays until this one has said yes.
    answer=$("$PREFIX/current/deploy/install/nexus-agent" enroll --manager "$(agents_manager)" --token - --anew "${address[@]}" <<<"$1" 2>&1) || code=$?
    printf '%s\n' "$answer" >>"$BUILD_LOG"
    [ "$code" = 0 ] || fail "This host could not join: $answer" 'A token works once and for a while; the portal makes a new one under Hosts, Add host.'
}

joined_as() {
    local id
    id=$(openssl x509 -in "$FC_RUN_DIR/agent/identity.pem" -noout -ext subjectAltName 2>/dev/null | grep -o 'nexus:host:[0-9a-f-]*' | head -n 1) || true
    printf %s "${id#nexus:host:}"
}

# With the portal here its readiness tells whether the watch on the agent stands; elsewhere only that the agent listens.
await_agent() {
    local begun=$SECONDS host=${AGENT_BIND%:*}
    case $host in 0.0.0.0) host=127.0.0.1 ;; '[::]') host=::1 ;; '['*) host=${host:1:-1} ;; esac
    while :; do
        if [ "$WITH_PORTAL" = yes ]; then
            ! curl -fsS --max-time 2 "$(reach_portal)/readyz" 2>/dev/null | grep -q '"agentsConnected":[1-9]' || return 0
        elif (exec 3<>"/dev/tcp/$host/${AGENT_BIND##*:}") 2>/dev/null; then
            return 0
        fi
        [ $((SECONDS - begun)) -lt 60 ] || { show_log agent; fail 'The agent does not come up.' "Log: $(log_of agent)"; }
        sleep 0.3
    done
}
