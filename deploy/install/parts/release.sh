# shellcheck shell=bash disable=SC2154 # settings come from the other parts
# The programs: /opt/nexusquantum/VERSION, and 'current', which everything that runs goes through.

verify_release() {
    [ -f "$RELEASE/SHA256SUMS" ] || fail "$RELEASE is no release: SHA256SUMS is missing." 'Unpack a release archive, and run the install.sh in it.'
    (cd "$RELEASE" && sha256sum --quiet --strict -c SHA256SUMS) >>"$BUILD_LOG" 2>&1 || fail 'Files of this release are damaged or missing.' "$BUILD_LOG names them. Unpack the archive again."
    done_ "the files of release $VERSION are whole"
}

lay_release() {
    step 'Programs'
    make_dir "$PREFIX" 0755
    copy_release
    make_link "$PREFIX/$VERSION" "$PREFIX/current"
    make_link "$PREFIX/current/install.sh" /usr/local/sbin/nexus-install
    make_link "$PREFIX/current/deploy/install/nexus-portal" /usr/local/sbin/nexus-portal
    make_link "$PREFIX/current/deploy/install/nexus-agent" /usr/local/sbin/nexus-agent
    # First, so that it goes last: it tells the pids of what runs, and whether the bridge is ours.
    make_dir "$RUN_DIR" 0755
    record tree "$RUN_DIR"
    make_dir "$LOG_DIR" 0750
    record tree "$LOG_DIR"
    done_ "release $VERSION in $PREFIX/$VERSION"
}

# Copied beside and moved: a release is there whole or not at all. The agent that this host can run becomes agent/nexus-agent.
copy_release() {
    local into=$PREFIX/$VERSION agent
    if [ "$RELEASE" = "$into" ]; then return 0; fi
    record tree "$into"
    record tree "$into.new"
    rm -rf "$into.new" "$into"
    cp -a --sparse=always -- "$RELEASE" "$into.new" || fail "The release cannot be copied to $into." 'Is the disk full, or mounted read-only?'
    chown -R root:root "$into.new"
    mv "$into.new" "$into"
    agent=$(agent_program "$into")
    "$agent" version >>"$BUILD_LOG" 2>&1 || fail "The agent of this release does not run on this host." "Try: $agent version"
    case $agent in */agent-portable/*) note 'this glibc is older than the agent'\''s native code needs: the one with its own runtime is used' ;; esac
    printf '%s\n' "${agent#"$into"/}" >"$into/agent-chosen"
}

# Older releases stay for one way back; the ones before go.
drop_old_releases() {
    local keep=$1 release
    for release in "$PREFIX"/*/; do
        release=${release%/}
        case $release in "$PREFIX/current" | "$PREFIX/$VERSION" | "$keep") continue ;; esac
        if recorded tree "$release"; then rm -rf "$release"; fi
    done
}
