#!/usr/bin/env bash
# The acceptance test of an installation: a machine is made, its guest agent answers, a command runs in it, and it is deleted again.
# Over the REST API, as any program would; the token is never on a command line.
set -euo pipefail
export PATH=$PATH:/usr/local/sbin:/usr/sbin:/sbin LC_ALL=C.UTF-8

usage() {
    cat <<'TEXT'
Usage: acceptance.sh --base URL [--token-file FILE] [--image NAME] [--boot-seconds N]

  --base URL          the portal, such as http://127.0.0.1:18080 on its own host
  --token-file FILE   an API token with the rights of an operator; without it, it is read from standard input
  --image NAME        made from this image (nexus-tiny)
  --boot-seconds N    how long the guest agent may take to answer (180)
  --ca FILE           certificate that https is checked with (PEM)
TEXT
}

BASE='' TOKEN_FILE='' IMAGE=nexus-tiny BOOT=180 CA=()
while [ $# -gt 0 ]; do
    case $1 in
        --base) BASE=${2:?--base needs a URL}; shift ;;
        --token-file) TOKEN_FILE=${2:?--token-file needs a file}; shift ;;
        --image) IMAGE=${2:?--image needs a name}; shift ;;
        --boot-seconds) BOOT=${2:?--boot-seconds needs a number}; shift ;;
        --ca) CA=(--cacert "${2:?--ca needs a file}"); shift ;;
        -h | --help) usage; exit 0 ;;
        *) printf 'acceptance.sh: there is no option %s\n' "$1" >&2; exit 2 ;;
    esac
    shift
done
[ -n "$BASE" ] || { usage >&2; exit 2; }
for program in curl jq; do command -v "$program" >/dev/null || { printf 'acceptance.sh: %s is not installed\n' "$program" >&2; exit 2; }; done

WORK=$(mktemp -d)
chmod 0700 "$WORK"
VM='' PASSED=0 BEGUN=$EPOCHREALTIME
trap finish EXIT

if [ -n "$TOKEN_FILE" ]; then head -n 1 -- "$TOKEN_FILE"; else head -n 1; fi | sed 's/^/header = "Authorization: Bearer /; s/$/"/' >"$WORK/curl"
grep -qE 'Bearer [A-Za-z0-9_-]+"$' "$WORK/curl" || { echo 'acceptance.sh: this is no token' >&2; exit 2; }

# call METHOD PATH [JSON]: the answer's body into $WORK/body; fails with the portal's own words.
call() {
    local body=() status
    [ $# -lt 3 ] || body=(-H 'Content-Type: application/json' --data-binary "$3")
    status=$(curl -sS -K "$WORK/curl" "${CA[@]}" --max-time 60 -X "$1" "${body[@]}" -o "$WORK/body" -w '%{http_code}' "$BASE$2") || return 1
    case $status in
        2??) return 0 ;;
        *)
            printf '  %s %s answered %s: %s\n' "$1" "$2" "$status" "$(jq -r '[.title, .detail, .fix] | map(select(. != null)) | join(" ")' "$WORK/body" 2>/dev/null || head -c 300 "$WORK/body")" >&2
            return 1
            ;;
    esac
}

field() { jq -r "$1" "$WORK/body"; }
since() { awk -v a="$1" -v b="$EPOCHREALTIME" 'BEGIN { printf "%.1f s", b - a }'; }
passed() { PASSED=$((PASSED + 1)); printf '  ✓ %s\n' "$1"; }
failed() { printf '  ✗ %s\n' "$1" >&2; exit 1; }

# until_is SECONDS WHAT COMMAND...: asks twice a second.
until_is() {
    local left=$(($1 * 2)) what=$2
    shift 2
    until "$@"; do
        left=$((left - 1))
        [ "$left" -gt 0 ] || failed "$what: not within the time given"
        sleep 0.5
    done
}

image_is_there() {
    call GET /v1/images || failed 'images cannot be listed'
    IMAGE_ID=$(jq -r --arg name "$IMAGE" 'first(.items[] | select(.name == $name and .kind == "root") | .id) // ""' "$WORK/body")
    [ -n "$IMAGE_ID" ]
}

guest_answers() {
    call GET "/v1/vms/$VM" || failed 'the machine cannot be read'
    case $(field .state) in failed) failed "the machine failed: $(field '.failure // .reason // "see its page"')" ;; esac
    [ "$(field .state)" = running ] && [ "$(field '.guest.connectedAt // ""')" != '' ]
}

is_gone() { [ "$(curl -sS -K "$WORK/curl" "${CA[@]}" --max-time 30 -o /dev/null -w '%{http_code}' "$BASE/v1/vms/$VM")" = 404 ]; }

finish() {
    local code=$?
    if [ -n "$VM" ]; then
        call DELETE "/v1/vms/$VM" 2>/dev/null || printf '  ! the test machine %s could not be deleted\n' "$VM" >&2
    fi
    rm -rf "$WORK"
    if [ "$code" = 0 ]; then printf '  acceptance test passed: %d steps in %s\n' "$PASSED" "$(since "$BEGUN")"; else printf '  acceptance test failed after %d steps\n' "$PASSED" >&2; fi
}

until_is 60 "image $IMAGE" image_is_there
passed "image $IMAGE is there"

begun=$EPOCHREALTIME
call POST /v1/vms "$(jq -cn --arg name "acceptance-$(date +%H%M%S)-$$" --arg image "$IMAGE_ID" '{name: $name, vcpus: 1, memoryMiB: 256, imageId: $image, rootDiskGiB: 1, start: true}')" || failed 'no machine could be made'
VM=$(field .subject.id)
passed "machine $(field .subject.name) is being made"

until_is "$BOOT" 'its guest agent' guest_answers
passed "its guest agent answers after $(since "$begun") ($(field .accelerator), address $(field '.ipAddresses | join(" ") | if . == "" then "none" else . end'))"

begun=$EPOCHREALTIME
call POST "/v1/vms/$VM/exec" '{"command":["uname","-sr"],"timeoutSeconds":20}' || failed 'no command could be run in it'
[ "$(field .exitCode)" = 0 ] || failed "uname ended with $(field .exitCode) in it"
passed "a command runs in it: uname -sr says $(field '.stdout | gsub("\n"; "")') ($(since "$begun"))"

begun=$EPOCHREALTIME
call DELETE "/v1/vms/$VM" || failed 'it could not be deleted'
until_is 60 'its deletion' is_gone
VM=''
passed "it is deleted ($(since "$begun"))"
