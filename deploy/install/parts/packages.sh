# shellcheck shell=bash disable=SC2154 # settings come from the other parts
# What the product needs of the distribution at run time. The document's list also names build tools and tools for people
# (build-essential, git, screen, htop …): a release archive needs none of them, preflight recommends them.

# how it is recognised | Debian and Ubuntu | Rocky and RHEL | who needs it (all, agent, nat, database) | why
RUNTIME='
cmd:curl|curl|curl|all|asks the portal whether it serves
cmd:jq|jq|jq|all|the acceptance test reads answers with it
cmd:openssl|openssl|openssl|all|the cryptography that .NET uses
cmd:ip|iproute2|iproute|all|bridge and taps
file:/etc/ssl/certs/ca-certificates.crt /etc/pki/tls/certs/ca-bundle.crt|ca-certificates|ca-certificates|all|certificates of other servers
cmd:qemu-system-x86_64 file:/usr/libexec/qemu-kvm|qemu-system-x86|qemu-kvm|agent|runs the machines
cmd:qemu-img|qemu-utils|qemu-img|agent|makes their disks
cmd:mke2fs|e2fsprogs|e2fsprogs|agent|makes and grows file systems
cmd:modprobe|kmod|kmod|agent|loads kernel modules
cmd:nft|nftables|nftables|nat|translation and guards of the network
cmd:dnsmasq|dnsmasq-base|dnsmasq|nat|addresses and names for the machines
cmd:psql|postgresql-client|postgresql|database|makes role and database, and their backup
glob:/usr/lib/postgresql/*/bin/initdb file:/usr/bin/initdb|postgresql|postgresql-server|server|the database
'

ensure_packages() {
    step 'Packages of the distribution'
    local test debian redhat who why missing=() package
    while IFS='|' read -r test debian redhat who why; do
        [ -n "$test" ] && wanted "$who" && ! present "$test" || continue
        package=$debian
        [ "$FAMILY" != redhat ] || package=$redhat
        missing+=("$package")
        printf '  %-20s %s\n' "$package" "$why"
    done <<<"$RUNTIME"
    [ ${#missing[@]} -gt 0 ] || { done_ 'all that is needed is here'; return; }
    local line
    line=$(install_line "${missing[@]}")
    [ "$PACKAGES" = yes ] && [ "$FAMILY" != other ] || fail "${#missing[@]} packages are missing." "Install them: $line"
    # Debian's postgresql makes and starts a cluster of its own; the private cluster needs the programs only.
    if [ "$FAMILY" = debian ]; then
        with_clock 'reading the package lists' apt-get update -q
        case "${DATABASE:-} ${missing[*]}" in private*postgresql*) without_main_cluster ;; esac
        with_clock "installing ${#missing[@]} packages" env DEBIAN_FRONTEND=noninteractive apt-get install -y -q --no-install-recommends \
            -o Dpkg::Options::=--force-confdef -o Dpkg::Options::=--force-confold "${missing[@]}"
        rm -f /etc/postgresql-common/createcluster.d/nexus-programs-only.conf
    else
        # Rocky 8 and 9 offer several versions as modules, and the oldest is the default: 10 is too old for us.
        case " ${missing[*]} " in *' postgresql-server '*) with_clock 'choosing PostgreSQL 15' dnf -y module enable postgresql:15 || true ;; esac
        with_clock "installing ${#missing[@]} packages" dnf install -y "${missing[@]}"
    fi
}

without_main_cluster() {
    with_clock 'installing postgresql-common' env DEBIAN_FRONTEND=noninteractive apt-get install -y -q --no-install-recommends postgresql-common
    mkdir -p /etc/postgresql-common/createcluster.d
    printf 'create_main_cluster = false\n' >/etc/postgresql-common/createcluster.d/nexus-programs-only.conf
}

install_line() {
    if [ "$FAMILY" = redhat ]; then printf 'dnf install %s' "$*"; else printf 'apt-get install --no-install-recommends %s' "$*"; fi
}

wanted() {
    case $1 in
        all) return 0 ;;
        agent) [ "$WITH_AGENT" = yes ] ;;
        nat) [ "$WITH_AGENT" = yes ] && [ "$NETWORK" != user ] ;;
        database) [ "$WITH_PORTAL" = yes ] ;;
        server) [ "$WITH_PORTAL" = yes ] && [ "$DATABASE" != url ] ;;
    esac
}

# Any of the words: cmd:PROGRAM, file:PATH (more paths may follow), glob:PATTERN.
present() {
    local word kind=file
    for word in $1; do
        case $word in cmd:* | file:* | glob:*) kind=${word%%:*} word=${word#*:} ;; esac
        case $kind in
            cmd) ! has "$word" || return 0 ;;
            file) [ ! -e "$word" ] || return 0 ;;
            glob) ! compgen -G "$word" >/dev/null || return 0 ;;
        esac
    done
    return 1
}
