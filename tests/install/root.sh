# shellcheck shell=bash
# A root of a distribution in namespaces of its own: mounts, processes, network, host name. Whatever runs in it ends with it.

# make_root DIR: a small Debian 12 with what a portal and an agent need, kept between runs.
make_root() {
    local dir=$1 mirror
    [ ! -f "$dir/.made" ] || return 0
    mirror=$(sed -n 's/^deb \(\[[^]]*\] \)\?\(http[^ ]*\).*/\2/p' /etc/apt/sources.list 2>/dev/null | head -n 1)
    [ -n "$mirror" ] || mirror=$(sed -n 's/^URIs: *//p' /etc/apt/sources.list.d/*.sources 2>/dev/null | head -n 1)
    rm -rf "$dir"
    debootstrap --variant=minbase --include=bash,curl,jq,openssl,iproute2,ca-certificates,qemu-system-x86,qemu-utils,e2fsprogs,kmod,nftables,dnsmasq-base,postgresql,util-linux,procps bookworm "$dir" "$mirror"
    touch "$dir/.made"
}

# in_root DIR SCRIPT [RELEASES]: runs the script in DIR, with the directory of releases as /releases; ends all of it afterwards.
in_root() {
    local dir=$1 script=$2 releases=${3:-}
    unshare --mount --pid --net --uts --ipc --fork --kill-child -- bash -euc '
        dir=$1 script=$2 releases=$3
        mount --make-rprivate /
        mount --rbind "$dir" "$dir"
        if [ -n "$releases" ]; then
            mkdir -p "$dir/releases"
            mount --bind "$releases" "$dir/releases"
            mount -o remount,bind,ro "$dir/releases"
        fi
        mount -t proc proc "$dir/proc"
        mount --rbind /sys "$dir/sys"
        mount -t tmpfs -o mode=0755 tmpfs "$dir/dev"
        # Nodes of its own: what happens to their modes stays in here.
        while read -r node minor; do mknod -m 666 "$dir/dev/$node" c $minor; done <<<"null 1 3
zero 1 5
full 1 7
random 1 8
urandom 1 9
tty 5 0"
        [ ! -e /dev/kvm ] || { touch "$dir/dev/kvm"; mount --bind /dev/kvm "$dir/dev/kvm"; }
        mkdir -p "$dir"/dev/{net,pts,shm}
        mknod "$dir/dev/net/tun" c 10 200
        mount -t devpts -o newinstance,ptmxmode=0666 devpts "$dir/dev/pts"
        ln -s pts/ptmx "$dir/dev/ptmx"
        ln -s /proc/self/fd "$dir/dev/fd"
        mount -t tmpfs -o mode=1777 tmpfs "$dir/dev/shm"
        mount -t tmpfs tmpfs "$dir/run"
        hostname testhost
        ip link set lo up
        # A way out, as far as routes go: an adapter with an address, which leads nowhere.
        ip link add eth0 type veth peer name far0
        ip addr add 192.0.2.10/24 dev eth0
        ip link set eth0 up
        ip link set far0 up
        ip route add default via 192.0.2.1
        cp "$script" "$dir/run/script"
        exec chroot "$dir" /usr/bin/env -i PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin HOME=/root TERM=dumb bash /run/script
    ' bash "$dir" "$script" "$releases"
}
