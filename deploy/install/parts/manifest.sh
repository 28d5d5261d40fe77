# shellcheck shell=bash
# What we made, one line a thing, written before it is made: KIND, tab, value. A failed install and an uninstall walk it backwards.
# What an uninstall keeps stays named in a file of its own, so that the next installation takes it up, and a failed one leaves it alone.

KEPT=/var/lib/nexusquantum-kept

begin_manifest() {
    UNDO_ON_EXIT=yes
    trap 'end_install $?' EXIT
    trap 'exit 130' INT TERM HUP
    mkdir -p "$STATE_DIR" 2>/dev/null || fail "$STATE_DIR cannot be made." 'Is the disk full, or mounted read-only?'
    chmod 0700 "$STATE_DIR"
    : >>"$STATE_DIR/manifest" || fail "$STATE_DIR/manifest cannot be written."
}

record() { printf '%s\t%s\n' "$1" "$2" >>"$STATE_DIR/manifest" || fail "The manifest $STATE_DIR/manifest cannot be written." 'Is the disk full?'; }

recorded() { grep -qxF -- "$1"$'\t'"$2" "$STATE_DIR/manifest" 2>/dev/null; }

was_kept() { grep -qxF -- "$1"$'\t'"$2" "$KEPT" 2>/dev/null; }

# make_dir DIR MODE [OWNER]: each directory above that is missing is made and recorded too.
make_dir() {
    local dir=$1 mode=$2 owner=${3:-root:root} above
    if [ -d "$dir" ]; then return 0; fi
    above=$(dirname "$dir")
    [ -d "$above" ] || make_dir "$above" 0755
    record dir "$dir"
    mkdir -- "$dir" || fail "$dir cannot be made." 'Is the disk full, or mounted read-only?'
    chown "$owner" -- "$dir"
    chmod "$mode" -- "$dir"
}

# make_file FILE MODE <content: one that is there already and not ours is kept and told.
make_file() {
    local file=$1 mode=$2
    if [ -e "$file" ] && ! recorded file "$file"; then
        fail "$file is there already and not ours." 'Move it away and try again.'
    fi
    make_dir "$(dirname "$file")" 0755
    recorded file "$file" || record file "$file"
    (umask 077 && cat >"$file.new") && chmod "$mode" "$file.new" && mv -f "$file.new" "$file" || fail "$file cannot be written." 'Is the disk full, or mounted read-only?'
}

make_link() {
    [ ! -e "$2" ] && [ ! -L "$2" ] || recorded link "$2" || fail "$2 is there already and not ours." 'Move it away and try again.'
    recorded link "$2" || record link "$2"
    ln -sfn -- "$1" "$2"
}

finish_manifest() {
    UNDO_ON_EXIT=no
    printf '%s\n' "$VERSION" >"$STATE_DIR/version"
    if [ -f "$KEPT" ]; then
        cat "$KEPT" "$STATE_DIR/manifest" >"$STATE_DIR/manifest.new" && mv "$STATE_DIR/manifest.new" "$STATE_DIR/manifest" && rm -f "$KEPT"
    fi
    mv "$BUILD_LOG" "$LOG_DIR/install.log" && BUILD_LOG=$LOG_DIR/install.log
    save_settings
}

# What upgrade and uninstall have to know again; no secret is among it.
save_settings() {
    local name
    for name in WITH_PORTAL WITH_AGENT DATABASE NETWORK UPLINK SUBNET FC_BRIDGE FIREWALL MANAGER_BIND MANAGER_BASE AGENT_BIND NEXUS_DATA_DIR FC_RUN_DIR NEXUS_IMAGE_DIR; do
        printf '%s=%s\n' "$name" "${!name:-}"
    done >"$STATE_DIR/settings"
}

# shellcheck disable=SC2034 # the other parts read them
load_settings() {
    local name value
    [ -s "$STATE_DIR/manifest" ] && [ -s "$STATE_DIR/settings" ] || fail 'NexusQuantum is not installed here by this installer.' 'There is nothing to do.'
    while IFS='=' read -r name value; do
        case $name in
            WITH_PORTAL | WITH_AGENT | DATABASE | NETWORK | UPLINK | SUBNET | FC_BRIDGE | FIREWALL | MANAGER_BIND | MANAGER_BASE | AGENT_BIND | NEXUS_DATA_DIR | FC_RUN_DIR | NEXUS_IMAGE_DIR) printf -v "$name" %s "$value" ;;
        esac
    done <"$STATE_DIR/settings"
}

# shellcheck disable=SC2317 # the trap calls it
end_install() {
    local code=$1
    trap - EXIT
    if [ "$UNDO_ON_EXIT" = yes ]; then
        step 'Undoing'
        UNDO_ON_EXIT=no
        set +e
        KEEPING=() undo_everything
        rm -rf "$STATE_DIR"
        done_ 'everything this run made is gone again'
        note "packages of the distribution stay; the log is $BUILD_LOG"
        [ "$code" != 0 ] || code=1
    fi
    exit "$code"
}
