# shellcheck shell=bash disable=SC2154 # settings come from the other parts
# The document's acceptance test. A portal alone has no host to run a machine on, and an agent alone no rights at its portal.

accept_installation() {
    [ "$ACCEPT" = yes ] || return 0
    if [ "$WITH_PORTAL" = no ] || ! curl -fsS --max-time 5 "$(reach_portal)/readyz" 2>/dev/null | grep -q '"agentsConnected":[1-9]'; then
        note 'the acceptance test needs a portal and a host: run deploy/install/acceptance.sh with a token when both are there'
        return 0
    fi
    step 'Acceptance test'
    accept_now || fail 'The acceptance test failed.' "Its last lines are above; log: $BUILD_LOG"
}

# The token ends with the test, however it goes.
accept_now() {
    local token result=0
    token=$(umask 077 && mktemp "$RUN_DIR/acceptance-XXXXXX")
    "$PREFIX/current/deploy/install/nexus-portal" admin acceptance-token >"$token" 2>>"$BUILD_LOG" || { rm -f "$token"; return 1; }
    "$PREFIX/current/deploy/install/acceptance.sh" --base "$(reach_portal)" --token-file "$token" 2>&1 | tee -a "$BUILD_LOG" || result=1
    "$PREFIX/current/deploy/install/nexus-portal" admin acceptance-token --end <"$token" >>"$BUILD_LOG" 2>&1 || true
    rm -f "$token"
    return $result
}
