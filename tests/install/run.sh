#!/usr/bin/env bash
# The ring Install: run.sh [RELEASE-TREE WORK-DIRECTORY LOG-DIRECTORY]; with them the long part too.
set -uo pipefail
HERE=$(cd -- "$(dirname -- "${BASH_SOURCE[0]}")" && pwd -P)
result=0
bash "$HERE/quick.sh" || result=1
[ $# = 0 ] || bash "$HERE/long.sh" "$@" || result=1
exit $result
