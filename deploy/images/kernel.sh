# shellcheck shell=bash
# shellcheck disable=SC2034,SC2154 # the scripts that source this share their variables
# The kernel of the base image: which package, and what of it we use. Sourced by build.sh.

# What the modules are for; a name the kernel has built in, or does not have, is passed over.
KERNEL_MMIO=(virtio_mmio)
KERNEL_PCI=(virtio_pci)
KERNEL_DISK=(virtio_blk)
KERNEL_EARLY=(virtio_console virtio_net)
KERNEL_LATE=(virtio-rng virtio_balloon button evdev)

# kernel_packages CACHE DEB REFRESH: prints the package files, one a line. The network is asked only when the cache has none.
kernel_packages() {
    local cache=$1 deb=$2 refresh=$3 list=$1/kernel.list
    if [ -n "$deb" ]; then
        [ -f "$deb" ] || die "there is no $deb"
        readlink -f "$deb"
        return
    fi

    if [ -z "$refresh" ] && [ -f "$list" ]; then
        local missing='' file
        while read -r file; do
            [ -f "$file" ] || missing=1
        done <"$list"
        if [ -z "$missing" ]; then
            cat "$list"
            return
        fi
    fi

    command -v apt-get >/dev/null || die "apt-get is missing: pass the kernel's package with --kernel-deb"
    # The meta-package names the newest kernel: Debian's cloud flavour, Ubuntu's kvm and virtual ones, anything else at last.
    local meta image='' packages=()
    for meta in linux-image-cloud-amd64 linux-image-kvm linux-image-virtual linux-image-generic linux-image-amd64; do
        image=$(apt-cache depends --no-recommends --no-suggests "$meta" 2>/dev/null |
            sed -n 's/^ *|\{0,1\}Depends: \(linux-image-[0-9].*\)$/\1/p' | head -n 1)
        [ -n "$image" ] && break
    done
    [ -n "$image" ] || die "no kernel package is known: run apt-get update first"
    packages=("$image")
    # Ubuntu has the modules in a package of their own.
    local modules
    modules=$(apt-cache depends --no-recommends --no-suggests "$image" 2>/dev/null |
        sed -n 's/^ *|\{0,1\}Depends: \(linux-modules-[0-9].*\)$/\1/p' | head -n 1)
    [ -z "$modules" ] || packages+=("$modules")

    echo "build.sh: fetching ${packages[*]}" >&2
    local fetch file
    fetch=$(mktemp -d)
    # As root apt fetches as another user, who must be able to write here.
    chmod 755 "$fetch"
    (cd "$fetch" && apt-get -q download "${packages[@]}" >/dev/null 2>"$fetch/log") || {
        cat "$fetch/log" >&2
        die "the kernel package could not be fetched"
    }
    for file in "$fetch"/*.deb; do
        mv "$file" "$cache/"
        echo "$cache/${file##*/}"
    done >"$list.new"
    rm -rf "$fetch"
    mv "$list.new" "$list"
    cat "$list"
}

# kernel_prepare TREE: sets KERNEL_VERSION, KERNEL_FORMAT and KERNEL_ARGUMENTS, and puts the kernel where build.sh takes it.
kernel_prepare() {
    local tree=$1 directory
    # Newer distributions have the modules in /usr/lib.
    if [ -d "$tree/usr/lib/modules" ] && [ ! -e "$tree/lib/modules" ]; then
        mkdir -p "$tree/lib"
        ln -s ../usr/lib/modules "$tree/lib/modules"
    fi
    for directory in "$tree"/lib/modules/*; do
        KERNEL_VERSION=${directory##*/}
    done
    [ -d "$tree/lib/modules/$KERNEL_VERSION" ] || die "the kernel package has no modules"

    local image
    for image in "$tree/boot/vmlinuz-$KERNEL_VERSION" "$tree/lib/modules/$KERNEL_VERSION/vmlinuz"; do
        [ -f "$image" ] && break
    done
    [ -f "$image" ] || die "the kernel package has no kernel"
    if kernel_unpack "$image" "$work/vmlinuz"; then
        KERNEL_FORMAT=elf
        KERNEL_ARGUMENTS=
    else
        say "the kernel stays compressed: no PVH entry, or no program to unpack it"
        cp "$image" "$work/vmlinuz"
        KERNEL_FORMAT=bzImage
        # Without this a reboot hangs in microvm's firmware.
        KERNEL_ARGUMENTS=' reboot=t'
    fi
    depmod -b "$tree" "$KERNEL_VERSION"
}

# kernel_unpack BZIMAGE OUT: takes the uncompressed kernel out of a boot image (kernel: Documentation/arch/x86/boot.rst); fails when QEMU
# could not start it (no PVH entry). Why: measured under emulation it starts 0.2 to 0.3 s sooner; a guest's reboot works on microvm,
# where the compressed image hangs in the firmware; Firecracker takes no other. The price: 20 MiB more of the host's memory per VM.
kernel_unpack() {
    local image=$1 out=$2 sectors offset length magic
    sectors=$(od -An -tu1 -j 497 -N 1 "$image" | tr -d ' ')
    offset=$(od -An -tu4 -j 584 -N 4 "$image" | tr -d ' ')
    length=$(od -An -tu4 -j 588 -N 4 "$image" | tr -d ' ')
    [ "$sectors" -gt 0 ] || sectors=4
    # The last four bytes are the unpacked size, no part of the compressed stream.
    tail -c +$(((sectors + 1) * 512 + offset + 1)) "$image" | head -c $((length - 4)) >"$out.packed" || true
    magic=$(od -An -tx1 -N 4 "$out.packed" | tr -d ' ')
    case $magic in
        02214c18) lz4 -qdc "$out.packed" ;;
        28b52ffd) zstd -qdc "$out.packed" ;;
        1f8b*) gzip -dc "$out.packed" ;;
        fd377a58) xz -dc "$out.packed" ;;
        *) false ;;
    esac >"$out" 2>/dev/null || return 1
    rm "$out.packed"
    # An ELF note of the owner "Xen" and the type 18, PHYS32_ENTRY.
    grep -qaP '\x04\x00\x00\x00[\x04\x08]\x00\x00\x00\x12\x00\x00\x00Xen\x00' "$out"
}

# kernel_modules TREE NAME...: prints the modules' files (relative to lib/modules/VERSION), in the order insmod needs.
kernel_modules() {
    local tree=$1 base=$1/lib/modules/$KERNEL_VERSION name line file
    shift
    for name in "$@"; do
        # A module's name has _ where its file may have -.
        line=$(grep -m1 -E "(^|/)${name//[-_]/[-_]}\.ko(\.[a-z0-9]+)?:" "$base/modules.dep") || continue
        # modules.dep lists what a module needs in reverse order of loading.
        for file in $(echo "${line#*:}" | tr ' ' '\n' | sed '/^$/d' | tac) "${line%%:*}"; do
            echo "$file"
        done
    done | awk '!seen[$0]++'
}

# kernel_module_copy TREE FILE DIRECTORY: copies it there uncompressed (insmod of busybox and some kernels take no other); prints its name.
kernel_module_copy() {
    local source=$1/lib/modules/$KERNEL_VERSION/$2 name
    name=$(basename "$2")
    case $name in
        *.zst) name=${name%.zst} && zstd -qdcf "$source" >"$3/$name" ;;
        *.xz) name=${name%.xz} && xz -dc "$source" >"$3/$name" ;;
        *.gz) name=${name%.gz} && gzip -dc "$source" >"$3/$name" ;;
        *) cp "$source" "$3/$name" ;;
    esac
    echo "$name"
}
