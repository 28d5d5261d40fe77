# shellcheck shell=bash
# For the scripts that run inside a root: what they tell, and how they look at the file system.
set +e
install() { "/releases/$1/install.sh" "${@:2}" </dev/null; }
check() {
    local what=$1
    shift
    if "$@"; then echo "pass $what"; else echo "fail $what"; fi
}
# What all that follows stands on.
must() { check "$@" | tee /run/verdict; grep -q '^pass' /run/verdict || exit 1; }
picture() {
    find / -xdev \( -path /proc -o -path /sys -o -path /dev -o -path /run -o -path /tmp -o -path /releases -o -path /var/lib/postgresql -o -path /var/log/postgresql -o -path '/etc/*-' -o -path /etc/.pwd.lock \) -prune \
        -o -printf '%p %y %m %U:%G %l\n' | LC_ALL=C sort
    find /etc /var/lib /srv /opt /usr/local -xdev \( -path /var/lib/postgresql -o -path '/etc/*-' -o -path /etc/.pwd.lock \) -prune -o -type f -exec sha256sum {} + | LC_ALL=C sort -k2
    cut -d: -f1,3 /etc/passwd
    ip -o link | cut -d: -f2
    nft list ruleset
    cat /proc/sys/net/ipv4/ip_forward
    find / -xdev -nouser
}
same_picture() { picture >/tmp/after && diff /tmp/before /tmp/after; }
# The words come by a file: grep must not find itself.
printf '/opt/nexusquantum\n/srv/fc\n/var/lib/nexus\n' >/run/our-words
left_running() {
    local file found=no
    for file in $(grep -lFf /run/our-words /proc/[0-9]*/cmdline 2>/dev/null); do
        [ "$file" != "/proc/$$/cmdline" ] || continue
        tr '\0' ' ' <"$file" && echo && found=yes
    done
    [ "$found" = yes ]
}
nothing_runs() { ! left_running; }
api() {
    local method=$1 path=$2
    shift 2
    curl -sS --max-time 30 -X "$method" -K /run/api "$@" "http://127.0.0.1:18080$path"
}
until_true() {
    local left=$(($1 * 5))
    shift
    until "$@"; do
        left=$((left - 1))
        [ "$left" -gt 0 ] || return 1
        sleep 0.2
    done
}
