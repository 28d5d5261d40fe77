# shellcheck shell=bash disable=SC2154 # settings come from the other parts
# Preflight, before anything is changed: nexus-agent check, and nexus-portal check with a database of the operator's. The portal alone
# needs no processor with VT-x.

check_host() {
    step 'Requirements'
    check_names
    local result=0 sections=() section
    if [ "$WITH_AGENT" = no ]; then
        for section in memory system addresses ports accounts; do sections+=(--section "$section"); done
    fi
    AGENT_BIND=$AGENT_BIND MANAGER_BASE=$MANAGER_BASE FC_RUN_DIR=$FC_RUN_DIR FC_BRIDGE=$FC_BRIDGE NEXUS_IMAGE_DIR=$NEXUS_IMAGE_DIR \
        run_checks "$(agent_program "$RELEASE")" check "${sections[@]}" || result=1
    if [ "$WITH_PORTAL" = yes ]; then check_portal || result=1; fi
    if [ "$result" = 0 ]; then
        done_ 'this host meets what is required'
    else
        [ "$IGNORE_FAILED" = yes ] || fail 'This host misses something that is required (above; all of it in the log).' "Mend it and try again, or go on all the same with --ignore-failed. Log: $BUILD_LOG"
        warn 'required checks failed; going on, as --ignore-failed says'
    fi
}

# A server that the portal or this installer makes cannot be asked yet.
check_portal() {
    local sections=() section
    for section in ports addresses directories environment; do sections+=(--section "$section"); done
    if [ -n "${DATABASE_URL:-}" ]; then sections+=(--section database); fi
    MANAGER_BIND=$MANAGER_BIND MANAGER_BASE=$MANAGER_BASE NEXUS_DATA_DIR=$NEXUS_DATA_DIR DATABASE_URL=${DATABASE_URL:-} \
        run_checks "$RELEASE/web/NexusQuantum.Web" check "${sections[@]}"
}

# run_checks PROGRAM ARGUMENTS: what does not pass is shown, all of it is in the log. Settings come in the environment, because arguments
# can be read by everybody.
run_checks() {
    local result=0 told=$BUILD_LOG.check
    "$@" >"$told" 2>&1 || result=$?
    cat "$told" >>"$BUILD_LOG"
    grep -aE '^ *(✗|FAIL|!)' "$told" | head -n 40 || true
    tail -n 3 "$told"
    rm -f "$told"
    [ "$result" -le 1 ] || fail "The checks could not be run (exit code $result)." "Log: $BUILD_LOG"
    return "$result"
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
