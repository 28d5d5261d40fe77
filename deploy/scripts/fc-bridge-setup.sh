#!/usr/bin/env bash
# Makes the bridge of the machines, or takes it away. Running it twice changes nothing.
set -euo pipefail
export PATH=$PATH:/usr/local/sbin:/usr/sbin:/sbin

usage() {
    cat <<'TEXT'
Usage: fc-bridge-setup.sh [--mode nat|bridged] [--bridge NAME] [--subnet A.B.C.D/N] [--uplink NAME] [--remove]

nat      (default) a bridge of its own behind address translation: the first address of the subnet is the host's, IP forwarding
         is on, what machines send outside is translated
bridged  the bridge takes the network adapter --uplink: machines are on the outside network and get addresses from its router.
         Addresses and routes of the adapter move to the bridge at once; a DHCP client or a network manager of the host that
         holds the adapter has to be told to use the bridge from then on, or it will take the address away again
--remove takes away what this script made: bridge, translation, and forwarding if it was off before

Variables instead of options: FC_BRIDGE (fcbr0), BRIDGE_MODE, BRIDGE_SUBNET (10.0.100.0/24), BRIDGE_UPLINK.
TEXT
}

die() { printf 'fc-bridge-setup: %s\n' "$*" >&2; exit 1; }
say() { printf '%s\n' "$*"; }

bridge=${FC_BRIDGE:-fcbr0} mode=${BRIDGE_MODE:-nat} subnet=${BRIDGE_SUBNET:-10.0.100.0/24} uplink=${BRIDGE_UPLINK:-} remove=no
while [ $# -gt 0 ]; do
    case $1 in
        --bridge | --mode | --subnet | --uplink)
            [ $# -ge 2 ] || die "$1 needs a value"
            printf -v "${1#--}" %s "$2"
            shift
            ;;
        --remove) remove=yes ;;
        -h | --help) usage; exit 0 ;;
        *) die "there is no option '$1' (--help lists them)" ;;
    esac
    shift
done
[[ $bridge =~ ^[a-zA-Z][a-zA-Z0-9_]{0,14}$ ]] || die "'$bridge' cannot name a bridge: at most 15 letters, digits and underscores"
[ "$(id -u)" = 0 ] || die 'this needs root'
# What was there before us: it is forgotten with the bridge, at a reboot.
state=/run/nexusquantum/bridge-$bridge
table=nexus_setup_$bridge

note_state() { mkdir -p "${state%/*}"; grep -qsxF -- "$1" "$state" || printf '%s\n' "$1" >>"$state"; }
noted() { grep -qsxF -- "$1" "$state"; }
exists() { ip link show dev "$1" >/dev/null 2>&1; }
is_bridge() { [ -d "/sys/class/net/$1/bridge" ] || ip -d link show dev "$1" 2>/dev/null | grep -qw bridge; }

make_bridge() {
    if exists "$bridge"; then
        is_bridge "$bridge" || die "$bridge exists and is no bridge: choose another name"
        return
    fi
    note_state made-bridge
    # Without an address of its own a bridge takes its ports', and machines would lose their gateway with each tap.
    ip link add name "$bridge" address "$(hardware_address)" type bridge stp_state 0 forward_delay 0
    say "made bridge $bridge"
}

hardware_address() { printf %s "nexus:$bridge" | sha256sum | sed -E 's/^(..)(..)(..).*/52:54:00:\1:\2:\3/'; }

first_address() {
    local a b c d bits number
    IFS=./ read -r a b c d bits <<<"$subnet"
    [[ $subnet =~ ^([0-9]{1,3}\.){3}[0-9]{1,3}/[0-9]{1,2}$ ]] && ((a < 256 && b < 256 && c < 256 && d < 256 && bits >= 8 && bits <= 30)) || die "'$subnet' is not a range such as 10.0.100.0/24"
    number=$((((a << 24 | b << 16 | c << 8 | d) & (0xffffffff << (32 - bits) & 0xffffffff)) + 1))
    printf '%d.%d.%d.%d/%d' $((number >> 24)) $((number >> 16 & 255)) $((number >> 8 & 255)) $((number & 255)) "$bits"
}

network_of() {
    local address=$1
    ip -4 -o route show table main | awk -v dev="$bridge" '$0 ~ " dev " dev " " && $1 ~ "/" { print $1; exit }' | grep . || printf %s "$address"
}

set_up_nat() {
    local address
    address=$(first_address)
    make_bridge
    if [ -z "$(ip -4 -o addr show dev "$bridge")" ]; then
        ip addr add "$address" dev "$bridge"
        say "$bridge has $address"
    fi
    ip link set dev "$bridge" up
    # Machines have IPv4 only at first; without this the host would answer them at its link-local address.
    if [ -w "/proc/sys/net/ipv6/conf/$bridge/disable_ipv6" ]; then printf 1 >"/proc/sys/net/ipv6/conf/$bridge/disable_ipv6"; fi
    forward
    translate "$(network_of "$subnet")"
}

forward() {
    if [ "$(cat /proc/sys/net/ipv4/ip_forward)" = 0 ]; then
        note_state made-forwarding
        printf 1 >/proc/sys/net/ipv4/ip_forward
        say 'IP forwarding is on'
    fi
}

# In a table of our own. The agent brings its own rules too; translating twice changes nothing.
translate() {
    if command -v nft >/dev/null; then
        nft -f - <<NFT
table ip $table
delete table ip $table
table ip $table {
    chain postrouting {
        type nat hook postrouting priority srcnat; policy accept;
        ip saddr $1 oifname != "$bridge" masquerade
    }
}
NFT
    elif command -v iptables >/dev/null; then
        iptables -w -t nat -C POSTROUTING -s "$1" ! -o "$bridge" -m comment --comment "$table" -j MASQUERADE 2>/dev/null \
            || iptables -w -t nat -A POSTROUTING -s "$1" ! -o "$bridge" -m comment --comment "$table" -j MASQUERADE
    else
        die 'neither nft nor iptables is installed: machines would have no way out'
    fi
}

set_up_bridged() {
    [ -n "$uplink" ] || die 'a bridged network needs --uplink'
    exists "$uplink" || die "there is no network adapter '$uplink'"
    # An access point takes frames from a hardware address that signed in, and machines have their own.
    [ ! -e "/sys/class/net/$uplink/phy80211" ] || die "$uplink is wireless, and a wireless network takes no frames of the machines behind it: name a wired adapter, or choose --mode nat"
    make_bridge
    [ "$(master_of "$uplink")" != "$bridge" ] || { say "$bridge has $uplink already"; ip link set dev "$bridge" up; return; }
    [ -z "$(master_of "$uplink")" ] || die "$uplink belongs to $(master_of "$uplink") already"
    note_state "uplink $uplink"
    # The router knows this host by the adapter's hardware address, and the lease of its address too.
    ip link set dev "$bridge" address "$(cat "/sys/class/net/$uplink/address" 2>/dev/null || ip -o link show dev "$uplink" | sed -n 's/.*link\/ether \([0-9a-f:]*\).*/\1/p')"
    move_to "$uplink" "$bridge" "link set dev $uplink master $bridge"
    say "$bridge has $uplink, with its addresses and routes"
}

master_of() { ip -o link show dev "$1" | sed -n 's/.* master \([^ ]*\) .*/\1/p'; }

# move_to FROM TO COMMAND: addresses and routes go over in one batch, so that a session over this adapter lives on.
move_to() {
    local from=$1 to=$2 batch address route
    batch="$3"$'\n'"link set dev $from up"$'\n'"link set dev $to up"
    while read -r address; do
        [ -n "$address" ] || continue
        batch+=$'\n'"addr del $address dev $from"$'\n'"addr add $address dev $to"
    done < <(ip -4 -o addr show dev "$from" scope global | awk '{ print $4 }')
    while read -r route; do
        [ -n "$route" ] || continue
        batch+=$'\n'"route replace ${route% } dev $to"
    done < <(ip -4 route show dev "$from" | grep -v 'proto kernel' | sed -E 's/ (linkdown|onlink|dead)//g')
    ip -batch - <<<"$batch"
}

remove_all() {
    local port
    if command -v nft >/dev/null && nft list table ip "$table" >/dev/null 2>&1; then nft delete table ip "$table"; fi
    if command -v iptables >/dev/null; then
        iptables -w -t nat -S POSTROUTING 2>/dev/null | grep -e "$table" | sed 's/^-A/-D/; s/"//g' | while read -r -a rule; do iptables -w -t nat "${rule[@]}"; done || true
    fi
    port=$(sed -n 's/^uplink //p' "$state" 2>/dev/null || true)
    if [ -n "$port" ] && exists "$port" && [ "$(master_of "$port")" = "$bridge" ]; then
        move_to "$bridge" "$port" "link set dev $port nomaster"
        say "$port has its addresses back"
    fi
    if noted made-bridge && exists "$bridge"; then ip link delete dev "$bridge" && say "bridge $bridge is gone"; fi
    if noted made-forwarding; then printf 0 >/proc/sys/net/ipv4/ip_forward && say 'IP forwarding is off again'; fi
    rm -f "$state"
    rmdir "${state%/*}" 2>/dev/null || true
}

if [ "$remove" = yes ]; then
    remove_all
else
    case $mode in
        nat) set_up_nat ;;
        bridged) set_up_bridged ;;
        *) die "there is no mode '$mode': nat or bridged" ;;
    esac
fi
