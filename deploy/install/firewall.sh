#!/usr/bin/env bash
# Opens what /etc/nexusquantum/firewall.rules names in the firewall that manages this host, and takes it away again.
#   firewall.sh apply | remove | print KIND     KIND: ufw firewalld iptables nftables none
# Rules: "port PORT any", "port PORT ADDRESS", "bridge NAME". All of ours carry the comment nexusquantum, or are in a table of that name.
set -euo pipefail
export PATH=$PATH:/usr/local/sbin:/usr/sbin:/sbin
RULES=${NEXUS_FIREWALL_RULES:-/etc/nexusquantum/firewall.rules}
MARK=nexusquantum

has() { command -v "$1" >/dev/null 2>&1; }

# Who manages the filter of this host; none: nothing is filtered, and a table of our own closes the agent's port to strangers.
firewall_kind() {
    if has ufw && ufw status 2>/dev/null | grep -q '^Status: active'; then printf ufw
    elif has firewall-cmd && firewall-cmd --state >/dev/null 2>&1; then printf firewalld
    elif has iptables && iptables -w -S INPUT 2>/dev/null | grep -qE -e '^-P INPUT DROP|-j (DROP|REJECT)'; then printf iptables
    elif has nft && [ -n "$(input_chains)" ]; then printf nftables
    else printf none; fi
}

# The chains of others that drop what nobody accepts: family, table, chain.
input_chains() {
    nft list chains 2>/dev/null | awk '
        $1 == "table" { family = $2; table = $3 }
        $1 == "chain" { chain = $2 }
        /hook input/ && /policy drop/ && table !~ /^nexus/ { print family, table, chain }'
}

# One command a line, its words parted by tabs.
commands() {
    local kind=$1 what value from
    while read -r what value from; do
        case $what in '' | '#'*) continue ;; esac
        "${kind}_rule" "$what" "$value" "${from:-any}"
    done <"$RULES"
}

line() { (IFS=$'\t'; printf '%s\n' "$*"); }

ufw_rule() {
    case $1 in
        port) line ufw allow proto tcp from "$3" to any port "$2" comment $MARK ;;
        bridge)
            line ufw allow in on "$2" proto udp to any port 67 comment $MARK
            line ufw allow in on "$2" proto udp to any port 53 comment $MARK
            line ufw allow in on "$2" proto tcp to any port 53 comment $MARK
            line ufw route allow in on "$2" comment $MARK
            line ufw route allow out on "$2" comment $MARK
            ;;
    esac
}

firewalld_rule() {
    case $1 in
        port)
            if [ "$3" = any ]; then
                line firewall-cmd --permanent --add-port="$2/tcp"
            else
                line firewall-cmd --permanent --add-rich-rule="rule family=$(family_of "$3") source address=$3 port port=$2 protocol=tcp accept"
            fi
            ;;
        # What guests reach of the host is settled by the agent's own rules.
        bridge) line firewall-cmd --permanent --zone=trusted --add-interface="$2" ;;
    esac
}

iptables_rule() {
    local tool=iptables
    case $1 in
        port)
            case $3 in
                any) line iptables -w -I INPUT -p tcp --dport "$2" -m comment --comment $MARK -j ACCEPT ;;
                *)
                    [ "$(family_of "$3")" = ipv4 ] || tool=ip6tables
                    line $tool -w -I INPUT -p tcp -s "$3" --dport "$2" -m comment --comment $MARK -j ACCEPT
                    ;;
            esac
            ;;
        bridge)
            line iptables -w -I INPUT -i "$2" -p udp -m multiport --dports 53,67 -m comment --comment $MARK -j ACCEPT
            line iptables -w -I INPUT -i "$2" -p tcp --dport 53 -m comment --comment $MARK -j ACCEPT
            line iptables -w -I FORWARD -i "$2" -m comment --comment $MARK -j ACCEPT
            line iptables -w -I FORWARD -o "$2" -m comment --comment $MARK -j ACCEPT
            ;;
    esac
}

nftables_rule() {
    local family table chain
    while read -r family table chain; do
        [ -n "$chain" ] || continue
        case $1 in
            port)
                case $3 in
                    any) line nft insert rule "$family" "$table" "$chain" tcp dport "$2" accept comment $MARK ;;
                    *) line nft insert rule "$family" "$table" "$chain" "$(nft_family "$3")" saddr "$3" tcp dport "$2" accept comment $MARK ;;
                esac
                ;;
            bridge)
                line nft insert rule "$family" "$table" "$chain" iifname "$2" udp dport '{ 53, 67 }' accept comment $MARK
                line nft insert rule "$family" "$table" "$chain" iifname "$2" tcp dport 53 accept comment $MARK
                ;;
        esac
    done < <(if [ -n "${NEXUS_FIREWALL_CHAINS:-}" ]; then printf '%s\n' "$NEXUS_FIREWALL_CHAINS"; else input_chains; fi)
}

family_of() { case $1 in *:*) printf ipv6 ;; *) printf ipv4 ;; esac; }
nft_family() { case $1 in *:*) printf ip6 ;; *) printf ip ;; esac; }

# The table for a host without a filter: a port that has a source is closed to all others. Loopback stays.
own_table() {
    local what value from allowed=()
    printf 'table inet %s\ndelete table inet %s\n' $MARK $MARK
    printf 'table inet %s {\n    chain input {\n        type filter hook input priority filter - 1; policy accept;\n        iifname "lo" accept\n' $MARK
    while read -r what value from; do
        [ "$what" = port ] && [ "${from:-any}" != any ] || continue
        printf '        tcp dport %s %s saddr %s accept\n' "$value" "$(nft_family "$from")" "$from"
        allowed+=("$value")
    done <"$RULES"
    [ ${#allowed[@]} = 0 ] || printf '%s\n' "${allowed[@]}" | sort -un | while read -r value; do printf '        tcp dport %s drop\n' "$value"; done
    printf '    }\n}\n'
}

# The rule is looked for before it is added, so that a second run adds none.
run_lines() {
    local words text
    while IFS= read -r text; do
        IFS=$'\t' read -r -a words <<<"$text"
        case ${words[0]} in
            iptables | ip6tables) ! "${words[0]}" -w -C "${words[@]:3}" 2>/dev/null || continue ;;
        esac
        "${words[@]}" >/dev/null
    done
}

apply() {
    local kind
    remove
    kind=$(firewall_kind)
    case $kind in
        none) if has nft && grep -qE '^port [0-9]+ [0-9a-f]' "$RULES"; then own_table | nft -f -; fi ;;
        firewalld) commands "$kind" | run_lines; firewall-cmd --reload >/dev/null ;;
        *) commands "$kind" | run_lines ;;
    esac
}

# Wherever ours may be: the firewall may have been another one when they were made.
remove() {
    local family table chain handle
    if has ufw; then
        commands ufw | sed -E $'s/\tcomment\t[a-z]*$//; s/^ufw\t(route\t)?/ufw\t\\1delete\t/' | run_lines 2>/dev/null || true
    fi
    if has firewall-cmd && firewall-cmd --state >/dev/null 2>&1; then
        commands firewalld | sed 's/--add-/--remove-/' | run_lines 2>/dev/null || true
        firewall-cmd --reload >/dev/null 2>&1 || true
    fi
    if has iptables; then
        local tool rule
        for tool in iptables ip6tables; do
            "$tool" -w -S 2>/dev/null | grep -e "--comment \"\\?$MARK\"\\? " | sed 's/^-A/-D/; s/"//g' | while read -r -a rule; do "$tool" -w "${rule[@]}" || true; done || true
        done
    fi
    if has nft; then
        if nft list table inet $MARK >/dev/null 2>&1; then nft delete table inet $MARK; fi
        nft -a list ruleset 2>/dev/null | awk -v mark="comment \"$MARK\"" '
            $1 == "table" { family = $2; table = $3 }
            $1 == "chain" { chain = $2 }
            index($0, mark) { print family, table, chain, $NF }' | while read -r family table chain handle; do
            nft delete rule "$family" "$table" "$chain" handle "$handle" 2>/dev/null || true
        done
    fi
}

# Sourced by the installer for the words above; run by the unit and by hand.
if [ "${BASH_SOURCE[0]}" = "$0" ]; then
    case ${1:-} in
        apply) apply ;;
        remove) remove ;;
        kind) firewall_kind ;;
        print) if [ "${2:-}" = none ]; then own_table; else commands "${2:?print needs a kind}"; fi ;;
        *) sed -n '2,4s/^# //p' "$0"; exit 2 ;;
    esac
fi
