# shellcheck shell=bash
# In a network namespace of its own: the bridge in both modes, and the firewall where nothing filters.
#   bridge.sh FC-BRIDGE-SETUP FIREWALL
set -u
SETUP=$1 FIREWALL=$2
mount -t tmpfs tmpfs /run
mkdir -p /run/lock
ip link set lo up
check() {
    local what=$1
    shift
    if "$@"; then echo "pass $what"; else echo "fail $what"; fi
}
picture() { ip -o addr | sed 's/^[0-9]*: //; s/ tentative//; s/valid_lft.*//; s/\\.*//'; ip -4 route; nft list ruleset; cat /proc/sys/net/ipv4/ip_forward; }

picture >/run/before
"$SETUP" --bridge br9 --subnet 10.9.8.0/24
check 'a NAT bridge has the first address' grep -q '10.9.8.1/24' <(ip -4 addr show dev br9)
check 'it forwards' grep -qx 1 /proc/sys/net/ipv4/ip_forward
check 'it translates' grep -q 'ip saddr 10.9.8.0/24 oifname != "br9" masquerade' <(nft list ruleset)
picture >/run/once
"$SETUP" --bridge br9 --subnet 10.9.8.0/24
picture >/run/twice
check 'a second run changes nothing' diff /run/once /run/twice
"$SETUP" --bridge br9 --remove
picture >/run/after
check 'and --remove takes all of it away' diff /run/before /run/after

ip link add up0 type veth peer name far0
ip addr add 192.0.2.5/24 dev up0
ip link set up0 up
ip link set far0 up
ip route add default via 192.0.2.1
picture >/run/before
"$SETUP" --mode bridged --bridge br9 --uplink up0
check 'a bridged bridge takes the adapter'\''s address' grep -q '192.0.2.5/24' <(ip -4 addr show dev br9)
check 'and its routes' grep -q 'default via 192.0.2.1 dev br9' <(ip route)
check 'and its hardware address' [ "$(cat /sys/class/net/br9/address 2>/dev/null || ip -o link show br9 | sed -n 's/.*ether \([0-9a-f:]*\) .*/\1/p')" = "$(ip -o link show up0 | sed -n 's/.*ether \([0-9a-f:]*\) .*/\1/p')" ]
check 'a second run ends well' "$SETUP" --mode bridged --bridge br9 --uplink up0
"$SETUP" --bridge br9 --remove
picture >/run/after
check 'and --remove gives all of it back' diff /run/before /run/after
mount -t tmpfs tmpfs /sys/class/net
mkdir -p /sys/class/net/up0/phy80211
check 'a wireless adapter is refused' bash -c "! '$SETUP' --mode bridged --bridge br9 --uplink up0"
check 'and nothing was made for it' bash -c '! ip link show br9'
umount /sys/class/net
check 'what is no bridge is refused' bash -c "! '$SETUP' --bridge up0"
check 'a range that is none is refused' bash -c "! '$SETUP' --bridge br9 --subnet 10.0.0.300/24"

printf 'port 9090 192.0.2.1\nport 18080 any\nbridge br9\n' >/run/rules
export NEXUS_FIREWALL_RULES=/run/rules
"$FIREWALL" apply
check 'without a filter the agent'\''s port is closed to strangers' grep -q 'tcp dport 9090 drop' <(nft list table inet nexusquantum)
nft 'add table inet filter; add chain inet filter input { type filter hook input priority 0; policy drop; }'
"$FIREWALL" apply
check 'in a filter of others the ports are opened' grep -q 'ip saddr 192.0.2.1 tcp dport 9090 accept comment "nexusquantum"' <(nft list chain inet filter input)
"$FIREWALL" apply
check 'a second run adds no second rule' [ "$(nft list chain inet filter input | grep -c 'dport 18080')" = 1 ]
"$FIREWALL" remove
check 'and remove leaves the filter as it was' [ "$(nft list ruleset | grep -c nexusquantum)" = 0 ]
if command -v iptables >/dev/null; then
    nft delete table inet filter
    iptables -w -P INPUT DROP && iptables -w -A INPUT -p icmp -j ACCEPT && iptables -w -S >/run/before
    "$FIREWALL" apply && "$FIREWALL" apply
    check 'with iptables the ports are opened, once' [ "$(iptables -w -S INPUT | grep -c nexusquantum)" = 4 ]
    "$FIREWALL" remove
    iptables -w -S >/run/after
    check 'and remove leaves iptables as it was' diff /run/before /run/after
fi
