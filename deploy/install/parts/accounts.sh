# shellcheck shell=bash disable=SC2154 # settings come from the other parts
# The portal's account, and the directories with owner and mode.

ensure_account() {
    [ "$WITH_PORTAL" = yes ] || return 0
    if id -u nexus >/dev/null 2>&1; then return 0; fi
    record user nexus
    useradd --system --user-group --home-dir "$NEXUS_DATA_DIR" --no-create-home --shell "$(command -v nologin || echo /usr/sbin/nologin)" nexus >>"$BUILD_LOG" 2>&1 \
        || fail "The account 'nexus' could not be made." "The log is $BUILD_LOG."
    done_ "account 'nexus' for the portal"
}

remove_user() {
    id -u "$1" >/dev/null 2>&1 || return 0
    userdel "$1" 2>/dev/null || return 1
    ! getent group "$1" >/dev/null || groupdel "$1" 2>/dev/null || true
}

# /srv/fc and /srv/images are root's, 0755, as the document has them; each machine's own directory inside is closed by the agent.
ensure_directories() {
    step 'Directories'
    if [ "$WITH_PORTAL" = yes ]; then
        own_dir portal-data "$NEXUS_DATA_DIR" 0700 nexus:nexus
        [ "$(stat -c %U "$NEXUS_DATA_DIR")" = nexus ] || fail "$NEXUS_DATA_DIR is there and does not belong to the account 'nexus'." "Give it: chown -R nexus:nexus $NEXUS_DATA_DIR, or choose another by --data-dir."
        chmod 0700 "$NEXUS_DATA_DIR"
    fi
    if [ "$WITH_AGENT" = yes ]; then
        own_dir vms "$FC_RUN_DIR" 0755 root:root
        own_dir images "$NEXUS_IMAGE_DIR" 0755 root:root
    fi
    make_dir "$CONF_DIR" 0755
    done_ 'data, machines, images and settings have their places'
}

# own_dir KIND DIR MODE OWNER: what will be in it is ours to delete, so it is new, empty (but for lost+found of a volume of its own), or
# what an earlier uninstall kept.
own_dir() {
    local kind=$1 dir=$2
    if [ -d "$dir" ] && ! was_kept "$kind" "$dir"; then
        [ -z "$(find "$dir" -mindepth 1 -not -name lost+found -not -path "$dir/vms" -print -quit)" ] || fail "$dir holds something already." 'Empty it, or choose another directory (--data-dir, --run-dir, --image-dir).'
        record "$kind" "$dir"
        # shellcheck disable=SC2154
        chown "$4" "$dir"
    fi
    make_dir "$dir" "$3" "$4"
    was_kept "$kind" "$dir" || recorded "$kind" "$dir" || record "$kind" "$dir"
}
