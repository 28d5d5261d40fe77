# shellcheck shell=bash
# shellcheck disable=SC2154 # the scripts that source this share their variables
# The two file trees of the base image and how they become files with the same bytes each time. Sourced by build.sh.

# All times in the image: equal inputs, equal bytes.
TREE_TIME=1700000000
TREE_UUID=6e657875-7374-4696-9e79-000000000001

# tree_module_list TREE DIRECTORY LIST NAME...: copies modules and writes their order, without those other lists have already.
tree_module_list() {
    local tree=$1 directory=$2 list=$3 file name
    shift 3
    kernel_modules "$tree" "$@" | while read -r file; do
        name=$(basename "$file")
        name=${name%.zst}
        name=${name%.xz}
        name=${name%.gz}
        if ! grep -qx "$name" "$directory"/* 2>/dev/null; then
            kernel_module_copy "$tree" "$file" "$directory"
        fi
    done >"$work/$list.list"
    mv "$work/$list.list" "$directory/$list"
}

# tree_initramfs WORK FILES BUSYBOX: makes initrd.img, an uncompressed cpio: at 2.5 MB unpacking costs more than loading.
tree_initramfs() {
    local tree=$1/initramfs modules=$1/initramfs/modules
    mkdir -p "$tree"/{bin,dev,proc,sys,root} "$modules"
    cp "$3" "$tree/bin/busybox"
    cp "$2/init" "$tree/init"
    chmod 755 "$tree/bin/busybox" "$tree/init"
    # The two transports need much the same modules, and only one of the lists is loaded.
    tree_module_list "$1/kernel" "$modules" mmio "${KERNEL_MMIO[@]}"
    mv "$modules/mmio" "$1/mmio"
    local base
    kernel_modules "$1/kernel" "${KERNEL_PCI[@]}" | while read -r base; do
        kernel_module_copy "$1/kernel" "$base" "$modules"
    done >"$1/pci"
    mv "$1/mmio" "$modules/mmio"
    mv "$1/pci" "$modules/pci"
    tree_module_list "$1/kernel" "$modules" disk "${KERNEL_DISK[@]}"
    tree_module_list "$1/kernel" "$modules" early "${KERNEL_EARLY[@]}"
    tree_module_list "$1/kernel" "$modules" late "${KERNEL_LATE[@]}"
    find "$tree" -exec touch -h -d "@$TREE_TIME" {} +
    (cd "$tree" && find . -print0 | sort -z | cpio -0 -o -H newc -R 0:0 --reproducible --quiet) >"$1/initrd.img"
}

# tree_root WORK FILES BUSYBOX GUEST VERSION: makes the directory the root file system is copied from.
tree_root() {
    local root=$1/root applet modules=$1/root/lib/modules/$KERNEL_VERSION module
    mkdir -p "$root"/{bin,sbin,usr/bin,usr/sbin,usr/local/bin,usr/local/sbin,etc,root,home,dev,proc,sys,run,tmp,mnt,var/log} "$modules"
    cp -r "$2/." "$root/"
    cp "$3" "$root/bin/busybox"
    cp "$4" "$root/usr/sbin/nexus-guest"
    chmod 755 "$root/bin/busybox" "$root"/usr/sbin/* "$root"/etc/init.d/* "$root/etc/udhcpc.script"
    chmod 644 "$root"/etc/{passwd,group,hosts,profile,inittab}
    chmod 600 "$root/etc/shadow"
    chmod 700 "$root/root"
    chmod 1777 "$root/tmp"

    for applet in $("$3" --list); do
        case $applet in
            busybox | linuxrc) continue ;;
            poweroff | reboot | halt) ln -s ../usr/sbin/power "$root/sbin/$applet" ;;
            init | getty | ip | ifconfig | route | insmod | rmmod | lsmod | modprobe | udhcpc | switch_root | mke2fs | fdisk | sysctl | losetup | swapon | swapoff)
                ln -s ../bin/busybox "$root/sbin/$applet" ;;
            *) ln -s busybox "$root/bin/$applet" ;;
        esac
    done

    # What is loaded after the start; the initial RAM disk leaves these to us when it finds the list.
    while read -r module; do
        cp "$1/initramfs/modules/$module" "$modules/$module"
    done <"$1/initramfs/modules/late"
    cp "$1/initramfs/modules/late" "$modules/nexus-late"

    cat >"$root/etc/os-release" <<TEXT
NAME="Nexus Tiny"
ID=nexus-tiny
VERSION_ID="$5"
PRETTY_NAME="Nexus Tiny $5"
TEXT
}

# tree_ext4 DIRECTORY IMAGE MIB: an ext4 file system with that content. debugfs writes it in sorted order and as root's, so neither
# the order of this machine's directories nor who runs this shows in it; mke2fs -d copies both, and the inodes' change times.
tree_ext4() {
    local directory=$1 image=$2 log=$work/debugfs.log
    export E2FSPROGS_FAKE_TIME=$TREE_TIME SOURCE_DATE_EPOCH=$TREE_TIME
    # 8192 bytes per inode: grown to its full group of 128 MiB that is one per 16 KiB. 8 MiB of journal, for the grown disk.
    mke2fs -q -F -t ext4 -b 4096 -I 256 -i 8192 -m 1 -L root -U "$TREE_UUID" -J size=8 \
        -E "hash_seed=$TREE_UUID,root_owner=0:0,lazy_itable_init=0,nodiscard" "$image" "${3}M"
    (
        cd "$directory" || exit
        find . -mindepth 1 -printf '%y %m %P\t%l\n' | sort -t' ' -k3 | while IFS=$'\t' read -r entry target; do
            read -r kind mode path <<<"$entry"
            case $kind in
                d) printf 'mkdir "/%s"\nsif "/%s" mode 04%04o\n' "$path" "$path" "0$mode" ;;
                f) printf 'write "%s/%s" "/%s"\nsif "/%s" mode 010%04o\n' "$directory" "$path" "$path" "$path" "0$mode" ;;
                l) printf 'symlink "/%s" "%s"\n' "$path" "$target" ;;
                *) die "what is $path?" ;;
            esac
        done
    ) >"$work/debugfs.commands"
    debugfs -w -f "$work/debugfs.commands" "$image" >/dev/null 2>"$log"
    # debugfs goes on after a mistake and answers 0: its banner is all it may say.
    if grep -v '^debugfs [0-9]' "$log" >&2; then
        die "the root file system could not be written"
    fi
    e2fsck -fn "$image" >"$log" 2>&1 || {
        cat "$log" >&2
        die "the root file system is not clean"
    }
}
