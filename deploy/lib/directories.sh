# shellcheck shell=bash
# Whose a directory is. One that we made or found empty carries a mark with the installations that use it, each named by its
# data directory. --remove deletes such a directory once the last of them goes. In a directory that held something before us
# it deletes our entries and leaves the rest: --data-dir ~ must not cost anybody a home directory.

MARK=.nexusquantum

# claim_directory DIR [AS...]: AS runs a command as the directory's owner.
claim_directory() {
    local dir=$1
    shift
    if [ -z "$(ls -A "$dir")" ] || [ -f "$dir/$MARK" ]; then
        # shellcheck disable=SC2016 # the inner shell expands them
        "$@" sh -c 'grep -qsxF -e "$2" "$1" || printf "%s\n" "$2" >>"$1"' sh "$dir/$MARK" "$NEXUS_DATA_DIR"
    fi
}

# release_directory DIR ENTRY...: ENTRY is what we make in it, a pattern or a path.
release_directory() {
    local dir=$1 others entry
    shift
    [ -d "$dir" ] || return 0
    if [ -f "$dir/$MARK" ] && [ ! -L "$dir/$MARK" ]; then
        others=$(grep -vxF -e "$NEXUS_DATA_DIR" "$dir/$MARK" || true)
        if [ -z "$others" ]; then
            rm -rf "$dir"
        else
            printf '%s\n' "$others" >"$dir/$MARK"
            note "kept $dir: the installation of ${others//$'\n'/, } uses it too"
        fi
        return
    fi
    # shellcheck disable=SC2086 # patterns are meant to be expanded, below the directory only
    (cd "$dir" && for entry in "$@"; do rm -rf -- ./$entry; done)
    rmdir "$dir" 2>/dev/null || note "kept $dir: it holds other things too"
}
