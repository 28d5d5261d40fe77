#!/usr/bin/env bash
# Puts images into a portal before anybody asks for them: disk images as they are, and container images (docker save, or an OCI
# layout) made into root file systems that boot as machines. See --help.
set -euo pipefail
umask 022
export PATH=$PATH:/usr/local/sbin:/usr/sbin:/sbin LC_ALL=C.UTF-8

usage() {
    cat <<'EOF'
Usage: preload-docker-images.sh --base URL [--token-file FILE] [options] IMAGE...

IMAGE is one of
  a disk                  *.ext4, *.img, *.qcow2: uploaded as a root image
  a container image       a tar of "docker save" or "podman save", or of an OCI layout, or such a layout's directory: its layers are
                          laid over each other, the guest agent and a small init are added, and an ext4 of it is uploaded. The
                          machine boots with the kernel of the shipped image and runs the guest agent: exec, shells and metrics work

  --token-file FILE   an API token that may write images; without it, it is read from standard input
  --kernel NAME       image of the kernel (nexus-tiny-kernel) and --initrd NAME of its RAM disk (nexus-tiny-initrd)
  --guest FILE        the guest agent that is added, and --base-image DIR the shipped image whose busybox is (this release's)
  --size MIB          size of a container image's file system (default: twice its files, at least 256)
  --keep DIR          keep the ext4 files there; without --base nothing is uploaded

Container images need root: their files keep their owners. What it does not do: no registry is asked (save the image where there is
a network, and carry the file), the entry point of the container image is not run at boot, extended attributes of files are not
kept, and images of other processors are refused. A Docker engine inside machines is not part of this release.
EOF
}

die() { printf 'preload-docker-images: %s\n' "$*" >&2; exit 1; }
say() { printf '%s\n' "$*"; }

HERE=$(cd -- "$(dirname -- "$(realpath -- "${BASH_SOURCE[0]}")")" && pwd -P)
# shellcheck source=deploy/scripts/container/layers.sh
. "$HERE/container/layers.sh"
base='' token_file='' kernel=nexus-tiny-kernel initrd=nexus-tiny-initrd guest=$HERE/../../guest/nexus-guest base_image=$HERE/../../images/nexus-tiny size='' keep='' images=()
while [ $# -gt 0 ]; do
    case $1 in
        --base | --token-file | --kernel | --initrd | --guest | --base-image | --size | --keep)
            [ $# -ge 2 ] || die "$1 needs a value"
            name=${1#--}
            printf -v "${name//-/_}" %s "$2"
            shift
            ;;
        -h | --help) usage; exit 0 ;;
        -*) die "there is no option '$1' (--help lists them)" ;;
        *) images+=("$1") ;;
    esac
    shift
done
[ ${#images[@]} -gt 0 ] || { usage >&2; exit 2; }
[ -n "$base$keep" ] || die 'say where to: --base URL, or --keep DIR'
[ -z "$size" ] || [[ $size =~ ^[0-9]{1,7}$ ]] || die "--size '$size' is not a number of MiB"
for image in "${images[@]}"; do [ -e "$image" ] || die "there is no $image"; done
work=$(mktemp -d)
chmod 0700 "$work"
trap 'rm -rf "$work"' EXIT

needs() {
    local program
    for program in "$@"; do command -v "$program" >/dev/null || die "$program is not installed"; done
}

# What container images are made with; asked for once, when the first of them comes.
ready_for_containers() {
    [ ! -f "$work/busybox" ] || return 0
    needs tar gzip jq mke2fs debugfs sha256sum
    [ "$(id -u)" = 0 ] || die 'a container image needs root: its files keep their owners'
    [ -x "$guest" ] || die "there is no guest agent at $guest (--guest)"
    [ -f "$base_image/root.ext4" ] || die "there is no $base_image/root.ext4, whose busybox is taken (--base-image)"
    debugfs -R "dump /bin/busybox $work/busybox" "$base_image/root.ext4" 2>/dev/null
    debugfs -R "dump /etc/udhcpc.script $work/udhcpc.script" "$base_image/root.ext4" 2>/dev/null
    if [ ! -s "$work/busybox" ] || [ ! -s "$work/udhcpc.script" ]; then die "$base_image/root.ext4 holds no /bin/busybox or no /etc/udhcpc.script"; fi
}

read_token() {
    needs curl jq
    if [ -n "$token_file" ]; then head -n 1 -- "$token_file"; else head -n 1; fi | sed 's/^/header = "Authorization: Bearer /; s/$/"/' >"$work/curl"
    grep -qE 'Bearer [A-Za-z0-9_-]+"$' "$work/curl" || die 'this is no token'
}

image_id() {
    curl -sS -f -K "$work/curl" "$base/v1/images" | jq -r --arg name "$1" 'first(.items[] | select(.name == $name) | .id) // ""'
}

words_of_answer() { jq -r '[.title, .detail, .fix, (.errors // {} | tostring)] | map(select(. != null and . != "{}")) | join(" ")' "$work/answer" 2>/dev/null || true; }

# upload FILE NAME [ARGUMENTS-OF-THE-KERNEL]: with these it is one that the guest agent was added to.
upload() {
    local file=$1 name=$2 arguments=${3:-} kernel_id initrd_id status fields=()
    fields=(-F "name=$name" -F kind=root -F "description=preloaded from ${image##*/}")
    case $file in
        *.qcow2) ;;
        *)
            kernel_id=$(image_id "$kernel") initrd_id=$(image_id "$initrd")
            [ -n "$kernel_id" ] || die "the portal has no image $kernel (--kernel)"
            fields+=(-F "kernelId=$kernel_id" ${initrd_id:+-F "initrdId=$initrd_id"} ${arguments:+-F "kernelArguments=$arguments" -F hasGuestAgent=true})
            ;;
    esac
    status=$(curl -sS -K "$work/curl" -o "$work/answer" -w '%{http_code}' "${fields[@]}" -F "file=@$file" "$base/v1/images")
    [ "$status" = 202 ] || die "the portal answered $status: $(words_of_answer)"
    await "$(jq -r .id "$work/answer")" "$name"
}

await() {
    local operation=$1 left=600 status
    while :; do
        curl -sS -f -K "$work/curl" -o "$work/answer" "$base/v1/operations/$operation"
        status=$(jq -r .status "$work/answer")
        case $status in
            succeeded) say "$2 is in the portal"; return ;;
            failed | cancelled) die "$2: $(jq -r '.error | [.title, .detail, .fix] | map(select(. != null)) | join(" ")' "$work/answer")" ;;
        esac
        left=$((left - 1))
        [ "$left" -gt 0 ] || die "$2: the portal did not take it in time"
        sleep 0.5
    done
}

[ -z "$keep" ] || mkdir -p "$keep"
[ -z "$base" ] || read_token
for image in "${images[@]}"; do
    name=$(basename "${image%.tar}" | tr -c 'A-Za-z0-9.\n-' - | sed -E 's/\.(ext4|img|qcow2)$//')
    case $image in
        *.ext4 | *.img | *.qcow2)
            if [ -n "$base" ]; then upload "$image" "$name"; fi
            ;;
        *)
            ready_for_containers
            container "$image" "$work/$name.ext4"
            say "$name: $(du -h --apparent-size "$work/$name.ext4" | cut -f1)"
            if [ -n "$base" ]; then upload "$work/$name.ext4" "$name" 'console=ttyS0 quiet root=/dev/vda rw 8250.nr_uarts=1 cryptomgr.notests random.trust_cpu=on'; fi
            if [ -n "$keep" ]; then cp --sparse=always "$work/$name.ext4" "$keep/$name.ext4"; fi
            rm -f "$work/$name.ext4"
            ;;
    esac
done
