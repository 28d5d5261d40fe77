# shellcheck shell=bash disable=SC2154 # inside.sh comes before it
# refused WHAT WORDS COMMAND...: it fails, says why, and leaves the host as it was when /tmp/before was taken.
refused() {
    local what=$1 words=$2
    shift 2
    "$@" >/tmp/said 2>&1
    check "$what is refused" [ $? != 0 ]
    check "$what: it says why" grep -qE "$words" /tmp/said
    check "$what: nothing is left" same_picture
    check "$what: nothing runs" nothing_runs
    cat /tmp/said
}
