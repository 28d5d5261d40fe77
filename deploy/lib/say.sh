# shellcheck shell=bash
# Words for people: steps, notes, failures with their fix, and long commands with a clock.

if [ -t 1 ] && [ -z "${NO_COLOR:-}" ]; then
    BOLD=$'\e[1m' DIM=$'\e[2m' GREEN=$'\e[32m' YELLOW=$'\e[33m' RED=$'\e[31m' PLAIN=$'\e[0m'
else
    BOLD='' DIM='' GREEN='' YELLOW='' RED='' PLAIN=''
fi

step() { printf '\n%s%s%s\n' "$BOLD" "$1" "$PLAIN"; }
done_() { printf '  %s✓%s %s\n' "$GREEN" "$PLAIN" "$1"; }
note() { printf '  %s\n' "$1"; }
dim() { printf '  %s%s%s\n' "$DIM" "$1" "$PLAIN"; }
warn() { printf '  %s!%s %s\n' "$YELLOW" "$PLAIN" "$1" >&2; }

# fail WHAT [FIX]: says both and ends.
fail() {
    printf '\n%s✗ %s%s\n' "$RED" "$1" "$PLAIN" >&2
    [ $# -lt 2 ] || printf '  %s\n' "$2" >&2
    exit 1
}

# with_clock TITLE COMMAND...: runs a long command with its output in the log, and tells how long it took.
# On failure the last lines of the log are shown, because the reason is nearly always there.
with_clock() {
    local title=$1 begun=$SECONDS pid result=0
    shift
    "$@" >>"$BUILD_LOG" 2>&1 9>&- &
    pid=$!
    while [ -t 1 ] && kill -0 "$pid" 2>/dev/null; do
        printf '\r  %s…%s %s %s%d s%s ' "$DIM" "$PLAIN" "$title" "$DIM" "$((SECONDS - begun))" "$PLAIN"
        sleep 0.5
    done
    wait "$pid" || result=$?
    [ ! -t 1 ] || printf '\r\e[K'
    if [ "$result" != 0 ]; then
        tail -n 25 "$BUILD_LOG" >&2
        fail "$title failed (exit code $result)." "The whole log is in $BUILD_LOG."
    fi
    done_ "$title ($((SECONDS - begun)) s)"
}

has() { command -v "$1" >/dev/null 2>&1; }
