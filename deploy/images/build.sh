#!/usr/bin/env bash
# Builds the base image nexus-tiny: OUTDIR/{vmlinuz,initrd.img,root.ext4,manifest.json}.
# vmlinuz is the file's name whatever its format is: the manifest tells (elf, or bzImage where unpacking fails).
#
# Needs no root and no loop mounts. The kernel is the distribution's own for virtual machines; the root file system is busybox
# and the guest agent. Equal inputs give equal bytes, and a run whose inputs have not changed does nothing.
set -euo pipefail
export LC_ALL=C
umask 022

here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
repository=$(cd "$here/../.." && pwd)
# shellcheck source=SCRIPTDIR/kernel.sh
. "$here/kernel.sh"
# shellcheck source=SCRIPTDIR/tree.sh
. "$here/tree.sh"

usage() {
    cat <<'TEXT'
usage: build.sh OUTDIR [options]

  --guest-binary PATH   use this nexus-guest instead of publishing it (dotnet, clang, lld, zlib1g-dev)
  --cache-dir DIR       where kernel packages are kept (default: $XDG_CACHE_HOME/nexus-images, else ~/.cache/nexus-images)
  --kernel-deb PATH     use this kernel package instead of the distribution's newest
  --refresh             look for a newer kernel even though one is in the cache
  --size MIB            size of the root file system (default 64); a VM's disk may be larger, it grows at the first boot

Needs: busybox-static, e2fsprogs, cpio, kmod, dpkg and apt (for the kernel); lz4 (Debian) or zstd (Ubuntu) to unpack it.
TEXT
}

die() {
    echo "build.sh: $*" >&2
    exit 1
}

say() { echo "build.sh: $*"; }

outdir=
guest=
cache=${XDG_CACHE_HOME:-${HOME:-/tmp}/.cache}/nexus-images
kernel_deb=
refresh=
size=64
while [ $# -gt 0 ]; do
    case $1 in
        --guest-binary | --cache-dir | --kernel-deb | --size)
            [ $# -ge 2 ] || die "$1 needs a value"
            case $1 in
                --guest-binary) guest=$2 ;;
                --cache-dir) cache=$2 ;;
                --kernel-deb) kernel_deb=$2 ;;
                --size) size=$2 ;;
            esac
            shift 2
            ;;
        --refresh)
            refresh=1
            shift
            ;;
        -h | --help)
            usage
            exit 0
            ;;
        -*) die "unknown option $1 (see --help)" ;;
        *)
            [ -z "$outdir" ] || die "one OUTDIR only"
            outdir=$1
            shift
            ;;
    esac
done
[ -n "$outdir" ] || {
    usage >&2
    exit 2
}
if ! [[ $size =~ ^[0-9]+$ ]] || [ "$size" -lt 48 ]; then
    die "--size is a number of MiB, at least 48"
fi
PATH=$PATH:/usr/sbin:/sbin
for program in busybox mke2fs debugfs e2fsck cpio depmod sha256sum dpkg-deb; do
    command -v "$program" >/dev/null || die "$program is missing: apt-get install busybox-static e2fsprogs cpio kmod dpkg"
done
busybox=$(command -v busybox)
if ldd "$busybox" >/dev/null 2>&1; then
    die "$busybox is not static: apt-get install busybox-static"
fi

mkdir -p "$outdir" "$cache"
outdir=$(cd "$outdir" && pwd)
cache=$(cd "$cache" && pwd)

# 1. The guest agent: the given binary, or one published from the sources, kept by their hash.
if [ -n "$guest" ]; then
    [ -f "$guest" ] || die "there is no $guest"
else
    sources=$(cd "$repository" && find NexusQuantum.Agent/Guest NexusQuantum.Domain Directory.*.props global.json \
        \( -name bin -o -name obj \) -prune -o -type f -print0 | sort -z | xargs -0 sha256sum | sha256sum | cut -c1-16)
    guest=$cache/nexus-guest-$sources
    if [ ! -x "$guest" ]; then
        command -v dotnet >/dev/null || die "dotnet is missing: install the .NET 10 SDK, or pass --guest-binary"
        command -v lld >/dev/null || command -v ld.lld >/dev/null || die "lld is missing: apt-get install clang lld zlib1g-dev"
        say "publishing the guest agent"
        publish=$(mktemp -d)
        dotnet publish "$repository/NexusQuantum.Agent/Guest" -c Release -r linux-x64 -v quiet -nologo -o "$publish" >&2
        mv "$publish/nexus-guest" "$guest.new"
        rm -rf "$publish"
        mv "$guest.new" "$guest"
        find "$cache" -name 'nexus-guest-*' ! -name "nexus-guest-$sources" -delete
    fi
fi

# 2. The kernel package(s).
debs=$(kernel_packages "$cache" "$kernel_deb" "$refresh")

# 3. Nothing changed, nothing to do.
version=$(sed -n 's:.*<Version>\(.*\)</Version>.*:\1:p' "$repository/Directory.Build.props")
stamp=$(
    {
        echo "$size $version $debs"
        stat -c '%s %Y' "$busybox" "$guest"
        find "$here" -type f -print0 | sort -z | xargs -0 sha256sum
    } | sha256sum | cut -d' ' -f1
)
if [ -f "$outdir/manifest.json" ] && [ "$(cat "$outdir/.stamp" 2>/dev/null)" = "$stamp" ] &&
    [ -f "$outdir/vmlinuz" ] && [ -f "$outdir/initrd.img" ] && [ -f "$outdir/root.ext4" ]; then
    say "$outdir is up to date"
    exit 0
fi

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

say "unpacking the kernel"
while read -r deb; do
    dpkg-deb -x "$deb" "$work/kernel"
done <<<"$debs"
kernel_prepare "$work/kernel"

say "building the initial RAM disk"
tree_initramfs "$work" "$here/nexus-tiny/initramfs" "$busybox"

say "building the root file system"
tree_root "$work" "$here/nexus-tiny/root" "$busybox" "$guest" "$version"
tree_ext4 "$work/root" "$work/root.ext4" "$size"

digest() { echo "sha256:$(sha256sum "$1" | cut -d' ' -f1)"; }
cat >"$work/manifest.json" <<JSON
{
  "name": "nexus-tiny",
  "version": "$version",
  "description": "busybox, the guest agent and Linux $KERNEL_VERSION",
  "kernel": { "file": "vmlinuz", "digest": "$(digest "$work/vmlinuz")", "format": "$KERNEL_FORMAT" },
  "initrd": { "file": "initrd.img", "digest": "$(digest "$work/initrd.img")", "format": "cpio" },
  "root": { "file": "root.ext4", "digest": "$(digest "$work/root.ext4")", "format": "ext4" },
  "kernelArguments": "console=ttyS0 quiet root=/dev/vda rw 8250.nr_uarts=1 cryptomgr.notests random.trust_cpu=on$KERNEL_ARGUMENTS",
  "hasGuestAgent": true
}
JSON

# The manifest comes last: whoever finds it finds the rest complete.
rm -f "$outdir/manifest.json" "$outdir/.stamp"
for file in vmlinuz initrd.img root.ext4 manifest.json; do
    cp --sparse=always "$work/$file" "$outdir/.$file.new"
    mv "$outdir/.$file.new" "$outdir/$file"
done
echo "$stamp" >"$outdir/.stamp"
say "done: $outdir ($(du -ch "$outdir"/vmlinuz "$outdir"/initrd.img "$outdir"/root.ext4 | tail -1 | cut -f1) on disk)"
