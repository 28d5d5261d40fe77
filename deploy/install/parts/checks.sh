# shellcheck shell=bash disable=SC2154 # settings come from the other parts
# Preflight: nexus-agent check, before anything is changed. The portal alone needs no processor with VT-x.

check_host() {
    step 'Requirements'
    check_names
    local agent result=0 sections=() section
    agent=$(agent_program "$RELEASE")
    if [ "$WITH_AGENT" = no ]; then
        for section in memory system addresses ports accounts; do sections+=(--section "$section"); done
    fi
    env AGENT_BIND="$AGENT_BIND" MANAGER_BASE="$MANAGER_BASE" FC_RUN_DIR="$FC_RUN_DIR" FC_BRIDGE="$FC_BRIDGE" NEXUS_IMAGE_DIR="$NEXUS_IMAGE_DIR" \
        MANAGER_BIND="$MANAGER_BIND" "$agent" check "${sections[@]}" >"$BUILD_LOG.check" 2>&1 || result=$?
    cat "$BUILD_LOG.check" >>"$BUILD_LOG"
    grep -aE '^ *(✗|FAIL|!)' "$BUILD_LOG.check" | head -n 40 || true
    tail -n 3 "$BUILD_LOG.check"
    rm -f "$BUILD_LOG.check"
    case $result in
        0) done_ 'this host meets what is required' ;;
        1)
            [ "$IGNORE_FAILED" = yes ] || fail 'This host misses something that is required (above; all of it in the log).' "Mend it and try again, or go on all the same with --ignore-failed. Log: $BUILD_LOG"
            warn 'required checks failed; going on, as --ignore-failed says'
            ;;
        *) fail "The checks could not be run (exit code $result)." "Log: $BUILD_LOG" ;;
    esac
}

# Names of other hosts in the answers, before anything is changed.
check_names() {
    local place
    if [ "$WITH_PORTAL" = no ]; then
        resolves "$MANAGER_BASE" || fail "The host of the portal's address $MANAGER_BASE does not resolve here." 'Mend the name server or /etc/hosts of this host, or give an IP address.'
    fi
    if [ -n "${DATABASE_URL:-}" ]; then
        place=${DATABASE_URL##*@}
        resolves "$place" || fail "The database's host in DATABASE_URL does not resolve here: $(host_of "$place" | tr -dc 'A-Za-z0-9.:_-')" 'Mend the name server or /etc/hosts of this host, or give an IP address.'
    fi
}

# resolves ADDRESS: its host part. Several hosts or none (a socket's directory) are left to the database's own words.
resolves() {
    local host
    host=$(host_of "$1")
    case $host in '' | *,* | %2[fF]*) return 0 ;; esac
    timeout 20 getent ahosts "$host" >/dev/null
}

# host_of [SCHEME://]HOST[:PORT][/…]
host_of() {
    local host=${1#*://}
    host=${host%%[/?]*}
    case $host in '['*) host=${host#[} host=${host%%]*} ;; *) host=${host%%:*} ;; esac
    printf %s "$host"
}
