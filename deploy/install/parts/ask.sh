# shellcheck shell=bash disable=SC2034,SC2154 # the other parts read what is settled here
# Settles every answer: said, asked or default; checks each before anything is changed.

# ask KEY QUESTION DEFAULT: the answer, in SAID[KEY].
ask() {
    local key=$1 answer
    [ -z "${SAID[$key]:-}" ] || return 0
    if [ "$UNATTENDED" = yes ] || [ ! -t 0 ]; then
        SAID[$key]=$3
        return
    fi
    read -r -p "  $2 [$3]: " answer
    SAID[$key]=${answer:-$3}
}

settle_answers() {
    [ "$UNATTENDED" = yes ] || [ -t 0 ] || [ -n "${SAID[ROLE]:-}" ] || fail 'Nobody is there to ask.' 'Say what to install: --portal, --agent or --all, with --unattended.'
    ask ROLE 'Install portal, agent, or all on this host?' all
    local role
    role=$(one_of ROLE portal agent all)
    WITH_PORTAL=no WITH_AGENT=no
    case $role in portal | all) WITH_PORTAL=yes ;; esac
    case $role in agent | all) WITH_AGENT=yes ;; esac

    NEXUS_DATA_DIR=$(directory NEXUS_DATA_DIR /var/lib/nexus)
    FC_RUN_DIR=$(directory FC_RUN_DIR /srv/fc)
    NEXUS_IMAGE_DIR=$(directory NEXUS_IMAGE_DIR /srv/images)
    MANAGER_BIND=$(endpoint MANAGER_BIND 0.0.0.0:18080)
    AGENT_BIND=$(endpoint AGENT_BIND 0.0.0.0:9090)
    settle_portal
    settle_agent
    SAID[ACCEPTANCE]=${SAID[ACCEPTANCE]:-yes}
    SAID[FIREWALL]=${SAID[FIREWALL]:-yes}
    ACCEPT=$(one_of ACCEPTANCE yes no)
    FIREWALL=$(one_of FIREWALL yes no)
}

settle_portal() {
    if [ "$WITH_PORTAL" = no ]; then
        [ -n "${SAID[MANAGER_BASE]:-}" ] || ask MANAGER_BASE 'Address of the portal' ''
        MANAGER_BASE=$(web_address MANAGER_BASE)
        return
    fi
    ask MANAGER_BASE 'Address under which people and agents reach this portal' "https://$(own_address):${MANAGER_BIND##*:}"
    MANAGER_BASE=$(web_address MANAGER_BASE)
    [ -z "${SAID[DATABASE_URL]:-}" ] || : "${SAID[DATABASE]:=url}"
    ask DATABASE 'Database: system (PostgreSQL of this host), private (a cluster of the portal'\''s own), or url' system
    DATABASE=$(one_of DATABASE system private url)
    DATABASE_URL=''
    if [ "$DATABASE" = url ]; then
        [ -n "${SAID[DATABASE_URL]:-}" ] || fail 'The database is to be a server of your own, and DATABASE_URL does not say which.' 'Set it in the environment or in the answer file: postgresql://user:password@host/db'
        case ${SAID[DATABASE_URL]} in
            postgresql://*@* | postgres://*@*) ;;
            *) fail 'DATABASE_URL is not such as postgresql://user:password@host/db.' ;;
        esac
        [[ ! ${SAID[DATABASE_URL]} =~ [[:space:]\"\'\\] ]] || fail 'DATABASE_URL holds a blank, a quote or a backslash.' 'Write them as %20, %22, %27 and %5C.'
        DATABASE_URL=${SAID[DATABASE_URL]}
    fi
}

settle_agent() {
    NETWORK=user FC_BRIDGE=fcbr0 UPLINK='' SUBNET=''
    [ "$WITH_AGENT" = yes ] || return 0
    ask NETWORK 'Network of the machines: nat, bridged or user' nat
    NETWORK=$(one_of NETWORK nat bridged user)
    FC_BRIDGE=${SAID[FC_BRIDGE]:-fcbr0}
    [[ $FC_BRIDGE =~ ^[a-zA-Z][a-zA-Z0-9_]{0,14}$ ]] || fail "FC_BRIDGE '$FC_BRIDGE' cannot name an interface." 'At most 15 letters, digits and underscores, such as fcbr0.'
    SUBNET=${SAID[SUBNET]:-10.0.100.0/24}
    [[ $SUBNET =~ ^([0-9]{1,3}\.){3}[0-9]{1,3}/([0-9]{1,2})$ ]] && [ "${BASH_REMATCH[2]}" -ge 8 ] && [ "${BASH_REMATCH[2]}" -le 30 ] || fail "SUBNET '$SUBNET' is not a range such as 10.0.100.0/24."
    if [ "$NETWORK" = bridged ]; then
        UPLINK=${SAID[UPLINK]:-}
        [ -n "$UPLINK" ] || fail 'A bridged network needs --uplink: the network adapter that the bridge takes.' "Adapters: $(cd /sys/class/net && echo *)"
        [ -e "/sys/class/net/$UPLINK" ] || fail "There is no network adapter '$UPLINK'."
    fi
    AGENT_ADDRESS=${SAID[AGENT_ADDRESS]:-}
    JOIN_TOKEN=${SAID[JOIN_TOKEN]:-}
    if [ "$WITH_PORTAL" = no ] && [ -z "$JOIN_TOKEN" ]; then
        if [ -n "$JOIN_TOKEN_FILE" ]; then
            JOIN_TOKEN=$(if [ "$JOIN_TOKEN_FILE" = - ]; then head -n 1; else head -n 1 -- "$JOIN_TOKEN_FILE"; fi)
        elif [ "$UNATTENDED" = no ] && [ -t 0 ]; then
            read -r -s -p '  Join token (portal: Hosts, Add host; it is not shown): ' JOIN_TOKEN
            printf '\n'
        fi
        [ -n "$JOIN_TOKEN" ] || fail 'An agent needs a join token of its portal.' 'In the portal choose Hosts, Add host; then --join-token-file FILE, or JOIN_TOKEN in the answer file.'
    fi
}

one_of() {
    local key=$1 word
    shift
    for word in "$@"; do [ "${SAID[$key]:-}" != "$word" ] || { printf %s "$word"; return; }; done
    fail "$key is '${SAID[$key]:-}'." "It is one of: $*"
}

directory() {
    local path=${SAID[$1]:-$2}
    [[ $path =~ ^/[A-Za-z0-9/._+@-]+$ && $path != *..* && $path != / ]] || fail "$1 '$path' is not a directory's path." 'It begins with / and holds letters, digits and / . _ - + @ only.'
    printf %s "${path%/}"
}

endpoint() {
    local text=${SAID[$1]:-$2}
    [[ $text =~ ^([0-9.]+|\[[0-9a-fA-F:]+\]):([0-9]{1,5})$ ]] && [ "${BASH_REMATCH[2]}" -ge 1 ] && [ "${BASH_REMATCH[2]}" -le 65535 ] || fail "$1 '$text' is not an address and port." "Such as $2."
    printf %s "$text"
}

web_address() {
    [[ ${SAID[$1]:-} =~ ^https?://[A-Za-z0-9.-]+(:[0-9]{1,5})?/?$ || ${SAID[$1]:-} =~ ^https?://\[[0-9a-fA-F:]+\](:[0-9]{1,5})?/?$ ]] || fail "$1 '${SAID[$1]:-}' is not the address of a portal." 'Such as https://portal.example.org:18080.'
    printf %s "${SAID[$1]%/}"
}

own_address() {
    local address
    address=$(ip -4 route get 198.51.100.1 2>/dev/null | sed -n 's/.* src \([0-9.]*\).*/\1/p' | head -n 1) || true
    printf %s "${address:-127.0.0.1}"
}

confirm_plan() {
    step 'What will be done'
    note "release   $PREFIX/$VERSION, settings $CONF_DIR"
    if [ "$WITH_PORTAL" = yes ]; then note "portal    $MANAGER_BIND as account 'nexus', data $NEXUS_DATA_DIR, database: $DATABASE"; fi
    if [ "$WITH_AGENT" = yes ]; then note "agent     $AGENT_BIND as root, machines $FC_RUN_DIR, images $NEXUS_IMAGE_DIR, network: $NETWORK $([ "$NETWORK" = user ] || printf %s "$FC_BRIDGE") $UPLINK"; fi
    note "firewall  $(if [ "$FIREWALL" = yes ]; then printf '%s: %s' "$(firewall_kind)" "$(firewall_words)"; else printf 'left as it is'; fi)"
    if [ "$NETWORK" = bridged ]; then
        warn "$UPLINK goes into the bridge $FC_BRIDGE, and this host's addresses and routes with it. Machines are visible on that network and get addresses of its router; a network manager that holds $UPLINK has to hold $FC_BRIDGE from then on."
    fi
    if [ "$UNATTENDED" = no ] && [ -t 0 ] && [ "$ASSUME_YES" = no ]; then
        local answer
        read -r -p '  Go on? [Y/n]: ' answer
        case ${answer:-y} in [Yy]*) ;; *) fail 'Nothing was changed.' ;; esac
    fi
}
