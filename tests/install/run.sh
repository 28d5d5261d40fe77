#!/usr/bin/env bash
# The ring Install: run.sh [RELEASE-TREE WORK-DIRECTORY]; the two are for the long part.
set -uo pipefail
HERE=$(cd -- "$(dirname -- "${BASH_SOURCE[0]}")" && pwd -P)
bash "$HERE/quick.sh"
result=$?
if [ $# = 2 ]; then bash "$HERE/long.sh" "$1" "$2" || result=1; fi
exit $result
