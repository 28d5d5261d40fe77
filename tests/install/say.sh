# shellcheck shell=bash
# Counts what is told, and ends with one line.
PASSED=0 FAILED=0 SKIPPED=0
passed() { PASSED=$((PASSED + 1)); printf 'ok    %s\n' "$1"; }
failed() { FAILED=$((FAILED + 1)); printf 'FAIL  %s\n' "$1"; }
skipped() { SKIPPED=$((SKIPPED + 1)); printf 'skip  %s\n' "$1"; }

# check WHAT COMMAND...: passes when the command does; its words are shown when it does not.
check() {
    local what=$1 said
    shift
    if said=$("$@" 2>&1); then passed "$what"; else failed "$what"; printf '%s\n' "$said" | head -n 40 | sed 's/^/      /'; fi
}

verdict() {
    printf '%d passed, %d failed, %d skipped\n' "$PASSED" "$FAILED" "$SKIPPED"
    [ "$FAILED" = 0 ]
    exit
}
