# shellcheck shell=bash
# What the product needs of the distribution, why, and how we see that it is there already.

# package | how it is recognised | why | who needs it (all, root, own-database)
NEEDS='
ca-certificates|file:/etc/ssl/certs/ca-certificates.crt|lets package sources be trusted|all
curl|cmd:curl|asks the portal whether it serves|all
openssl|cmd:openssl|the cryptography that .NET uses|all
qemu-system-x86|cmd:qemu-system-x86_64|runs the machines|all
qemu-utils|cmd:qemu-img|makes their disks|all
postgresql|glob:/usr/lib/postgresql/*/bin/initdb|the private database (programs only, no system cluster)|own-database
e2fsprogs|cmd:mke2fs|makes and grows file systems|all
busybox-static|cmd:busybox|the base image is made of it|all
cpio|cmd:cpio|packs the first RAM disk|all
zstd|cmd:zstd|unpacks kernel modules|all
xz-utils|cmd:xz|unpacks kernel modules and packages|all
lz4|cmd:lz4|unpacks the kernel|all
nodejs|cmd:node|fetches the browser libraries by lock file|all
npm|cmd:npm|fetches the browser libraries by lock file|all
clang|cmd:clang|links the agents to native programs|all
lld|cmd:ld.lld|links the guest agent statically|all
zlib1g-dev|file:/usr/include/zlib.h|linked into the agents|all
iproute2|cmd:ip|bridge and taps of the default network|root
nftables|cmd:nft|address translation and guards of the default network|root
dnsmasq-base|cmd:dnsmasq|addresses and names for the machines|root
kmod|cmd:modprobe|loads kernel modules the network needs|root
'

ensure_packages() {
    local missing=() package
    step 'Packages of the distribution'
    while IFS='|' read -r package test why who; do
        needed "$package" "$test" "$who" && missing+=("$package|$why")
    done <<<"$NEEDS"
    if [ ${#missing[@]} = 0 ]; then
        done_ 'all that is needed is here'
        return
    fi
    for package in "${missing[@]}"; do
        printf '  %-18s %s\n' "${package%%|*}" "${package#*|}"
    done
    has apt-get || fail "This machine has no apt-get, and the programs above are missing." \
        "Install them by this system's own means and run ./deploy/up.sh --no-install."
    if [ "$INSTALL" = no ]; then
        fail "${#missing[@]} packages are missing." "Install them: sudo apt-get install --no-install-recommends ${missing[*]%%|*}"
    fi
    as_administrator true || fail "Installing packages needs root." \
        "Run: sudo apt-get install --no-install-recommends ${missing[*]%%|*}"
    with_clock 'reading the package lists' as_administrator apt-get update -q
    install_packages "installing ${#missing[@]} packages" "${missing[@]%%|*}"
}

needed() {
    [ -n "$1" ] || return 1
    case $3 in
        root) [ "$AS_ROOT" = yes ] || return 1 ;;
        own-database) [ -z "${DATABASE_URL:-}" ] || return 1 ;;
    esac
    case $2 in
        cmd:*) ! has "${2#cmd:}" ;;
        any:*) ! has_any "${2#any:}" ;;
        file:*) [ ! -e "${2#file:}" ] ;;
        glob:*) ! compgen -G "${2#glob:}" >/dev/null ;;
    esac
}

has_any() {
    local name
    for name in $1; do ! has "$name" || return 0; done
    return 1
}

# install_packages TITLE PACKAGE...: without recommendations, keeping every configuration file that exists.
install_packages() {
    local title=$1
    shift
    case " $* " in *' postgresql '*) without_system_cluster ;; esac
    with_clock "$title" as_administrator env DEBIAN_FRONTEND=noninteractive apt-get install -y -q \
        --no-install-recommends -o Dpkg::Options::=--force-confdef -o Dpkg::Options::=--force-confold "$@"
    printf '%s\n' "$@" >>"$LOG_DIR/installed-packages"
    [ -z "${CLUSTER_DROPIN:-}" ] || as_administrator rm -f "$CLUSTER_DROPIN"
    CLUSTER_DROPIN=
}

# Debian's postgresql package makes and starts a cluster of its own when it is installed first. We need its
# programs only, so the drop-in below says no while the package is installed, and is taken away afterwards.
without_system_cluster() {
    CLUSTER_DROPIN=/etc/postgresql-common/createcluster.d/nexus-programs-only.conf
    with_clock 'installing postgresql-common' as_administrator env DEBIAN_FRONTEND=noninteractive \
        apt-get install -y -q --no-install-recommends postgresql-common
    as_administrator mkdir -p "${CLUSTER_DROPIN%/*}"
    printf '%s\n' 'create_main_cluster = false' | as_administrator tee "$CLUSTER_DROPIN" >/dev/null
}

# Runs as root: directly, or through sudo where there is one that may be asked.
as_administrator() {
    if [ "$(id -u)" = 0 ]; then
        "$@"
    elif has sudo && { sudo -n true 2>/dev/null || [ -t 0 ]; }; then
        sudo -- "$@"
    else
        return 1
    fi
}
