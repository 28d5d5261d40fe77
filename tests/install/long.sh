#!/usr/bin/env bash
# Install, acceptance test, upgrade, roll-back and uninstall in a Debian root of its own, with a real machine that runs through the
# upgrade; and installs that fail, which leave nothing. Needs root, debootstrap, a release (deploy/packages/build.sh).
#   long.sh RELEASE-TREE WORK-DIRECTORY [LOG-DIRECTORY] [SCENARIO...]
set -euo pipefail
HERE=$(cd -- "$(dirname -- "${BASH_SOURCE[0]}")" && pwd -P)
# shellcheck source=tests/install/root.sh
. "$HERE/root.sh"
# shellcheck source=tests/install/say.sh
. "$HERE/say.sh"
RELEASE_TREE=$(realpath -e "$1") WORK=$2 LOGS=${3:-$2}
mkdir -p "$WORK" "$LOGS"
WORK=$(realpath "$WORK") LOGS=$(realpath "$LOGS")
SCENARIOS=("${@:4}")
[ ${#SCENARIOS[@]} -gt 0 ] || SCENARIOS=('cycle private' 'cycle system' failures tokens preload)

main() {
    trap clean EXIT
    make_root "$WORK/base" >"$LOGS/install-base.log" 2>&1 || { tail -n 5 "$LOGS/install-base.log"; failed 'a Debian root can be made'; verdict; }
    make_releases
    local scenario
    # shellcheck disable=SC2086 # a name and its argument
    for scenario in "${SCENARIOS[@]}"; do scene $scenario; done
    verdict
}

# Three releases: the given one, one after it, and one whose acceptance test fails.
make_releases() {
    local tree
    RELEASES=$WORK/releases
    rm -rf "$RELEASES"
    mkdir -p "$RELEASES"
    cp -al "$RELEASE_TREE" "$RELEASES/first"
    for tree in second broken; do
        cp -al "$RELEASE_TREE" "$RELEASES/$tree"
        rm "$RELEASES/$tree/VERSION" "$RELEASES/$tree/SHA256SUMS"
    done
    echo 99.0.0 >"$RELEASES/second/VERSION"
    echo 99.0.1 >"$RELEASES/broken/VERSION"
    rm "$RELEASES/broken/deploy/install/acceptance.sh"
    printf '#!/bin/sh\necho "  ✗ made to fail"\nexit 1\n' >"$RELEASES/broken/deploy/install/acceptance.sh"
    chmod 0755 "$RELEASES/broken/deploy/install/acceptance.sh"
    for tree in second broken; do
        (cd "$RELEASES/$tree" && find . -type f ! -name SHA256SUMS -print0 | sort -z | xargs -0 sha256sum >"$WORK/sums" && mv "$WORK/sums" SHA256SUMS)
    done
}

# scene NAME ARGUMENT: the script NAME.sh beside this one, in a fresh root; its lines "pass …" and "fail …" are ours.
scene() {
    local name=$1 argument=${2:-} root=$WORK/root line log=$LOGS/install-$1${2:+-$2}.log begun=$SECONDS
    drop_root
    mkdir -p "$WORK"/{upper,work,root}
    mount -t overlay overlay -o "lowerdir=$WORK/base,upperdir=$WORK/upper,workdir=$WORK/work" "$root"
    { printf 'set -- %q\n' "$argument"; cat "$HERE/inside.sh" "$HERE/refused.sh" "$HERE/$name.sh"; } >"$WORK/script"
    timeout --kill-after=20 900 bash -c '. "$1/root.sh" && in_root "$2" "$3" "$4"' bash "$HERE" "$root" "$WORK/script" "$RELEASES" >"$log" 2>&1 || printf 'fail %s %s came to its end\n' "$name" "$argument" >>"$log"
    while IFS= read -r line; do
        case $line in
            'pass '*) passed "$name${argument:+ $argument}: ${line#pass }" ;;
            'fail '*) failed "$name${argument:+ $argument}: ${line#fail } (log: $log)" ;;
        esac
    done <"$log"
    printf '      %s %s took %d s\n' "$name" "$argument" "$((SECONDS - begun))"
    drop_root
}

drop_root() {
    ! mountpoint -q "$WORK/root" || umount "$WORK/root"
    rm -rf "$WORK/upper" "$WORK/work"
}

clean() { drop_root; rm -rf "$WORK/releases" "$WORK/script"; }

main
