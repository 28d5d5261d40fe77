#!/usr/bin/env bash
# What needs no root file system of its own: shellcheck, generated files against recorded ones, units, answers, bridge, archive.
#   quick.sh [--record]     --record writes what is generated now over the recorded files
set -euo pipefail
HERE=$(cd -- "$(dirname -- "${BASH_SOURCE[0]}")" && pwd -P)
ROOT=$(cd -- "$HERE/../.." && pwd -P)
export PATH=$PATH:/usr/local/sbin:/usr/sbin:/sbin NO_COLOR=1
# shellcheck source=tests/install/say.sh
. "$HERE/say.sh"
RECORD=no
[ "${1:-}" != --record ] || RECORD=yes
WORK=$(mktemp -d)
# The last part of a pipe counts in this shell.
shopt -s lastpipe
trap 'rm -rf "$WORK"' EXIT

main() {
    scripts_are_clean
    generated_files
    units_are_valid
    answers
    choices
    bridge
    archive
    verdict
}

# recorded NAME <text: equal to the file of that name.
recorded() {
    cat >"$WORK/generated"
    if [ "$RECORD" = yes ]; then cp "$WORK/generated" "$HERE/recorded/$1"; fi
    check "$1 is as recorded" diff -u "$HERE/recorded/$1" "$WORK/generated"
}

scripts_are_clean() {
    if ! command -v shellcheck >/dev/null; then skipped 'shellcheck is not installed'; return; fi
    local scripts=()
    # By name or by first line; the shipped image's are for busybox and name their dialect.
    mapfile -t scripts < <(cd "$ROOT" && grep -rlE --include='*' -m1 '^#!.*sh\b|^# shellcheck shell=' deploy tests/install tests/run.sh | grep -vE '\.(md|cs|recorded)$' | LC_ALL=C sort)
    check "shellcheck finds nothing in ${#scripts[@]} scripts" bash -c 'cd "$1" && shift && shellcheck -S warning -x "$@"' bash "$ROOT" "${scripts[@]}"
    check 'it looked at all of them' test ${#scripts[@]} -ge 60
}

# with_parts ROLE COMMAND...: a part's function with settings as an installation has them.
with_parts() {
    bash -euo pipefail -c '
        HERE=$1/deploy/install RELEASE=$1
        . "$1/deploy/lib/say.sh"
        for part in "$HERE"/parts/*.sh; do . "$part"; done
        PREFIX=/opt/nexusquantum VERSION=1.2.3 SYSTEMD=yes FAMILY=debian DATABASE=system FIREWALL=yes UPLINK=eth1 SUBNET=10.0.100.0/24 FC_BRIDGE=fcbr0
        MANAGER_BIND=0.0.0.0:18080 MANAGER_BASE=https://192.0.2.10:18080 AGENT_BIND=0.0.0.0:9090 NEXUS_DATA_DIR=/var/lib/nexus FC_RUN_DIR=/srv/fc NEXUS_IMAGE_DIR=/srv/images
        DATABASE_URL=postgresql://nexus_manager:secret@127.0.0.1:5432/nexus_quantum NETWORK=nat WITH_PORTAL=yes WITH_AGENT=yes
        case $2 in portal) WITH_AGENT=no ;; agent) WITH_PORTAL=no ;; bridged) NETWORK=bridged ;; low-port) MANAGER_BIND=0.0.0.0:443 ;; redhat) FAMILY=redhat ;; esac
        firewall_kind() { printf none; }
        shift 2
        "$@"' bash "$ROOT" "$@"
}

generated_files() {
    local kind unit host
    with_parts all portal_environment | recorded portal.env
    with_parts all agent_environment | recorded agent.env
    with_parts agent agent_environment | recorded agent-alone.env
    with_parts bridged agent_environment | recorded agent-bridged.env
    with_parts all bridge_settings | recorded bridge-nat.env
    with_parts bridged bridge_settings | recorded bridge-bridged.env
    with_parts all firewall_rules | recorded firewall-all.rules
    with_parts agent firewall_rules | recorded firewall-agent.rules
    for host in agent all; do
        for kind in ufw firewalld iptables nftables none; do
            NEXUS_FIREWALL_RULES=$HERE/recorded/firewall-$host.rules NEXUS_FIREWALL_CHAINS='inet filter input' "$ROOT/deploy/install/firewall.sh" print $kind | recorded "firewall-$host.$kind"
        done
    done
    for unit in nexus-portal nexus-agent nexus-vms nexus-bridge nexus-firewall; do
        with_parts all render_unit $unit | recorded $unit.service
    done
    with_parts low-port render_unit nexus-portal | grep CAP_ | recorded portal-low-port
    with_parts all install_line qemu-system-x86 jq | recorded install-debian
    with_parts redhat install_line qemu-kvm jq | recorded install-redhat
    with_parts all awk -F'|' 'NF { print $2, "|", $3 }' <<<"$(with_parts all printenv RUNTIME 2>/dev/null || sed -n "/^RUNTIME='/,/^'/p" "$ROOT/deploy/install/parts/packages.sh" | grep '|')" | recorded packages
}

# The recorded units as systemd reads them; programs that are not on this machine are put there for it.
units_are_valid() {
    if ! command -v systemd-analyze >/dev/null; then skipped 'systemd-analyze is not installed'; return; fi
    mkdir -p "$WORK/units" "$WORK/bin"
    printf '#!/bin/sh\n' >"$WORK/bin/program"
    chmod 0755 "$WORK/bin/program"
    local unit said
    for unit in "$HERE"/recorded/*.service; do
        sed -E "s|/opt/nexusquantum/current/[^ ]*|$WORK/bin/program|; s|^User=nexus|User=nobody|; s|^Group=nexus|Group=nogroup|; s|^Documentation=.*||" "$unit" >"$WORK/units/${unit##*/}"
    done
    said=$(SYSTEMD_LOG_LEVEL=warning systemd-analyze verify --man=no "$WORK"/units/*.service 2>&1 | grep -E 'nexus-' || true)
    check 'systemd finds nothing wrong in the units' test -z "$said"
    [ -z "$said" ] || printf '%s\n' "$said"
    check 'no machine ends with its agent' grep -q '^KillMode=process' "$HERE/recorded/nexus-agent.service"
    check 'the machines have a delegated group' grep -q '^Delegate=yes' "$HERE/recorded/nexus-vms.service"
}

# Read through the installer itself, which ends before it changes anything.
answers() {
    local install=$ROOT/deploy/install/install.sh
    [ "$(id -u)" = 0 ] || { skipped 'the installer needs root'; return; }
    refuses 'an answer it does not know' "no answer 'COLOUR'" 'COLOUR=blue'
    refuses 'a line that is none' 'line 1 is not KEY=VALUE' 'portal'
    refuses 'two mistakes at once' "COLOUR.*SIZE" $'COLOUR=blue\nSIZE=3'
    # shellcheck disable=SC2016 # it must not be expanded
    refuses 'a command as a value, unexecuted' 'not a directory' $'ROLE=portal\nNEXUS_DATA_DIR=/$(touch '"$WORK"'/executed)'
    check 'nothing was executed' test ! -e "$WORK/executed"
    refuses 'a role it does not know' 'ROLE is' 'ROLE=everything'
    refuses 'a port beyond ports' 'MANAGER_BIND' $'ROLE=portal\nMANAGER_BIND=0.0.0.0:99999'
    refuses 'an address that is none' 'MANAGER_BASE' $'ROLE=portal\nMANAGER_BASE=javascript:alert(1)'
    refuses 'a bridge that cannot be named so' 'FC_BRIDGE' $'ROLE=all\nFC_BRIDGE=br-0;reboot'
    refuses 'an agent without a token' 'join token' $'ROLE=agent\nMANAGER_BASE=https://portal:18080'
    refuses 'a database that is not said' 'DATABASE_URL does not say' $'ROLE=portal\nDATABASE=url'
    check 'its help names every option' bash -c "! awk -F'|' '\$2 ~ /^--/ { print \$2 }' <<<\"\$(sed -n \"/^ANSWERS=/,/^'/p\" '$ROOT/deploy/install/parts/options.sh')\" | grep -v -e --role -e --acceptance | while read -r option; do '$install' --help | grep -q -e \"\$option\" || echo \$option; done | grep ."
}

# A release that is none is refused last, so whatever is said before is about the answers.
refuses() {
    local what=$1 words=$2 said
    printf '%s\n' "$3" >"$WORK/answers"
    chmod 0600 "$WORK/answers"
    mkdir -p "$WORK/release"
    cp -r "$ROOT/deploy" "$WORK/release/" 2>/dev/null || true
    echo 1.2.3 >"$WORK/release/VERSION"
    said=$("$WORK/release/deploy/install/install.sh" --unattended --no-packages --answers "$WORK/answers" 2>&1 </dev/null) && { failed "$what is refused"; return; }
    check "$what is refused" grep -qE "$words" <<<"$said"
}

choices() {
    mkdir -p "$WORK/choice/agent" "$WORK/choice/agent-portable"
    echo 2.99 >"$WORK/choice/agent/glibc"
    check 'an older glibc gets the agent with its runtime' test "$(with_parts all agent_program "$WORK/choice")" = "$WORK/choice/agent-portable/nexus-agent"
    echo 2.2 >"$WORK/choice/agent/glibc"
    check 'a newer one gets native code' test "$(with_parts all agent_program "$WORK/choice")" = "$WORK/choice/agent/nexus-agent"
}

bridge() {
    if [ "$(id -u)" != 0 ] || ! unshare --net true 2>/dev/null; then skipped 'network namespaces need root'; return; fi
    local said
    said=$(unshare --net --mount -- bash "$HERE/bridge.sh" "$ROOT/deploy/scripts/fc-bridge-setup.sh" "$ROOT/deploy/install/firewall.sh" 2>&1) || said+=$'\nfail the bridge tests came to their end'
    local line
    while IFS= read -r line; do
        case $line in 'pass '*) passed "${line#pass }" ;; 'fail '*) failed "${line#fail }"; printf '%s\n' "$said" | tail -n 15 ;; esac
    done <<<"$said"
}

# The archive's layout, of programs that are none.
archive() {
    local program tree
    for program in web/NexusQuantum.Web web/libcoreclr.so agent/nexus-agent agent-portable/nexus-agent guest/nexus-guest; do
        mkdir -p "$WORK/programs/${program%/*}"
        printf '#!/bin/sh\n# GLIBC_2.17 GLIBC_2.34 GLIBC_2.4\n' >"$WORK/programs/$program"
        chmod 0755 "$WORK/programs/$program"
    done
    check 'a release can be packed' "$ROOT/deploy/packages/build.sh" --programs "$WORK/programs" --no-images --version 1.2.3-rc1 --out "$WORK/out"
    tree=$WORK/out/nexusquantum-1.2.3-rc1
    check 'its sums are right' bash -c "cd '$WORK/out' && sha256sum --quiet -c SHA256SUMS && cd '$tree' && sha256sum --quiet --strict -c SHA256SUMS"
    check 'it tells which glibc the agent needs' test "$(cat "$tree/agent/glibc")" = 2.34
    cp "$WORK/out/nexusquantum-1.2.3-rc1-linux-x64.tar.gz" "$WORK/first.tar.gz"
    "$ROOT/deploy/packages/build.sh" --programs "$WORK/programs" --no-images --no-deb --version 1.2.3-rc1 --out "$WORK/out" >/dev/null
    check 'equal programs give equal archives' cmp "$WORK/first.tar.gz" "$WORK/out/nexusquantum-1.2.3-rc1-linux-x64.tar.gz"
    check 'the package installs and goes without a trace' package_comes_and_goes
    (cd "$tree" && find . -type f ! -path './deploy/*' -o -type l | LC_ALL=C sort) | recorded tree
}

# dpkg with a root and a database of its own; its scripts run as they are.
package_comes_and_goes() {
    local root=$WORK/dpkg deb=$WORK/out/nexusquantum_1.2.3-rc1_amd64.deb
    mkdir -p "$root/var/lib/dpkg/"{updates,info} "$root/tmp"
    : >"$root/var/lib/dpkg/status"
    dpkg --root="$root" --force-depends --force-script-chrootless --log="$WORK/dpkg.log" -i "$deb" && [ -x "$root/usr/lib/nexusquantum/install.sh" ] && [ -L "$root/usr/sbin/nexus-install" ] || return 1
    dpkg --root="$root" --force-script-chrootless --log="$WORK/dpkg.log" -P nexusquantum || return 1
    [ -z "$(find "$root" -path "$root/var/lib/dpkg" -prune -o -type f -print -o -type l -print)" ]
}

main
