# shellcheck shell=bash disable=SC2034 # the other parts read what is settled here
# What the caller asked for, by option, by variable, or by default.

usage() {
    cat <<'EOF'
Usage: ./deploy/up.sh [options]

Takes this machine to a running NexusQuantum: installs what is missing from the distribution, builds,
makes the base image, starts the portal and the agent of this host, and joins the two. It stays in the
foreground; Ctrl-C stops portal, agent and private database and leaves the machines (VMs) running. A
later start finds them again. A second run is quick and changes nothing.

  --port N           portal's port (default 18080; as MANAGER_BIND=0.0.0.0:N)
  --agent-port N     agent's port (default 9090; as AGENT_BIND=0.0.0.0:N)
  --data-dir DIR     portal's data (NEXUS_DATA_DIR; root: /var/lib/nexus, else ~/.local/share/nexus)
  --run-dir DIR      the VMs (FC_RUN_DIR; root: /srv/fc, else <data dir>/fc)
  --image-dir DIR    images on this host (NEXUS_IMAGE_DIR; root: /srv/images, else <data dir>/images)
  --bridge NAME      bridge of the default network (FC_BRIDGE, default fcbr0)
  --network MODE     auto (default): a bridge with address translation where the agent may make one, else
                     user-mode networking (machines reach nothing outside); nat: the bridge or
                     nothing; bridged: machines on your own network with addresses of its router, over a
                     bridge that is there already and carries a network adapter (made by
                     deploy/scripts/fc-bridge-setup.sh --mode bridged --uplink ADAPTER), or nothing;
                     user: never a bridge
  --user             no root parts at all: no package is installed, no account made, no bridge
  --no-install       install nothing; say what is missing and end
  --stop-vms         when this ends, stop the VMs too (their power button first, then the power)
  --remove           stop everything of this installation and delete it, VMs and images included
  --yes              do not ask before --remove
  --help             this text

Variables: MANAGER_BIND MANAGER_BASE DATABASE_URL NEXUS_DATA_DIR NEXUS_PLAIN_HTTP NEXUS_PROXIES
NEXUS_HSTS_DAYS NEXUS_TLS_CERT NEXUS_TLS_KEY AGENT_BIND FC_RUN_DIR FC_BRIDGE NEXUS_IMAGE_DIR NEXUS_AGENT_DIR
NEXUS_NETWORK_MODE. An option wins over its variable.

As root the portal and its database run as the account 'nexus' and only the agent as root. As an ordinary
user everything runs as that user, with user-mode networking and its data below the home directory.

Two installations side by side need different ports, directories and bridges:
  ./deploy/up.sh --port 18081 --agent-port 9091 --data-dir /var/lib/nexus2 --run-dir /srv/fc2 \
                 --image-dir /srv/images2 --bridge fcbr1
EOF
}

read_options() {
    INSTALL=yes STOP_VMS=no REMOVE=no ASSUME_YES=no USER_MODE=no
    while [ $# -gt 0 ]; do
        case $1 in
            --port) MANAGER_BIND="0.0.0.0:$(port_of "$1" "${2:-}")"; shift ;;
            --agent-port) AGENT_BIND="0.0.0.0:$(port_of "$1" "${2:-}")"; shift ;;
            --data-dir) NEXUS_DATA_DIR=$(value_of "$1" "${2:-}"); shift ;;
            --run-dir) FC_RUN_DIR=$(value_of "$1" "${2:-}"); shift ;;
            --image-dir) NEXUS_IMAGE_DIR=$(value_of "$1" "${2:-}"); shift ;;
            --bridge) FC_BRIDGE=$(value_of "$1" "${2:-}"); shift ;;
            --network) NEXUS_NETWORK_MODE=$(value_of "$1" "${2:-}"); shift ;;
            --user) USER_MODE=yes ;;
            --no-install) INSTALL=no ;;
            --stop-vms) STOP_VMS=yes ;;
            --remove) REMOVE=yes ;;
            --yes) ASSUME_YES=yes ;;
            -h | --help) usage; exit 0 ;;
            *) fail "There is no option '$1'." "./deploy/up.sh --help lists them." ;;
        esac
        shift
    done
    settle_options
}

value_of() {
    case ${2:-} in
        '' | --*) fail "$1 needs a value." "./deploy/up.sh --help shows an example." ;;
        *) printf '%s' "$2" ;;
    esac
}

port_of() {
    local port
    port=$(value_of "$1" "${2:-}")
    if ! [[ $port =~ ^[0-9]{1,5}$ ]] || [ "$port" -lt 1 ] || [ "$port" -gt 65535 ]; then
        fail "$1 $port is not a port." "Give a number from 1 to 65535."
    fi
    printf '%s' "$port"
}

settle_options() {
    local home=${XDG_DATA_HOME:-${HOME:-/}/.local/share}
    AS_ROOT=no
    if [ "$(id -u)" = 0 ]; then
        [ "$USER_MODE" = no ] || fail "--user is for an ordinary account, and you are root." \
            "The portal never runs as root. Run it as that account, or leave --user out."
        AS_ROOT=yes
    elif [ "$INSTALL" = yes ] && [ "$USER_MODE" = yes ]; then
        INSTALL=no
    fi

    if [ "$AS_ROOT" = yes ]; then
        NEXUS_DATA_DIR=$(absolute "${NEXUS_DATA_DIR:-/var/lib/nexus}")
        FC_RUN_DIR=$(absolute "${FC_RUN_DIR:-/srv/fc}")
        NEXUS_IMAGE_DIR=$(absolute "${NEXUS_IMAGE_DIR:-/srv/images}")
        if [ "$NEXUS_DATA_DIR" = /var/lib/nexus ]; then
            NAME=nexus
        else
            NAME=nexus-$(printf %s "$NEXUS_DATA_DIR" | sha256sum | cut -c1-8)
        fi
        PROGRAM_DIR=/usr/local/lib/$NAME LOG_DIR=/var/log/$NAME STATE_DIR=/run/$NAME
        NEXUS_NETWORK_MODE=${NEXUS_NETWORK_MODE:-auto}
    else
        NEXUS_DATA_DIR=$(absolute "${NEXUS_DATA_DIR:-$home/nexus}")
        FC_RUN_DIR=$(absolute "${FC_RUN_DIR:-$NEXUS_DATA_DIR/fc}")
        NEXUS_IMAGE_DIR=$(absolute "${NEXUS_IMAGE_DIR:-$NEXUS_DATA_DIR/images}")
        NAME=nexus
        PROGRAM_DIR=$NEXUS_DATA_DIR/programs LOG_DIR=$NEXUS_DATA_DIR/log STATE_DIR=$NEXUS_DATA_DIR/state
        NEXUS_NETWORK_MODE=${NEXUS_NETWORK_MODE:-user}
    fi
    NEXUS_AGENT_DIR=$(absolute "${NEXUS_AGENT_DIR:-$FC_RUN_DIR/agent}")
    FC_BRIDGE=${FC_BRIDGE:-fcbr0}
    MANAGER_BIND=${MANAGER_BIND:-0.0.0.0:18080}
    AGENT_BIND=${AGENT_BIND:-0.0.0.0:9090}
    PORT=${MANAGER_BIND##*:}
    LOCAL_BASE=http://$(reach "${MANAGER_BIND%:*}"):$PORT
    MANAGER_BASE=${MANAGER_BASE:-$LOCAL_BASE}
    BUILD_DIR=${NEXUS_BUILD_DIR:-$ROOT/artifacts/build}
    case $NEXUS_NETWORK_MODE in
        auto | nat | bridged | user) ;;
        *) fail "There is no network mode '$NEXUS_NETWORK_MODE'." "Choose auto, nat, bridged or user." ;;
    esac
    if [ "$AS_ROOT" = no ] && [[ $NEXUS_NETWORK_MODE =~ ^(nat|bridged)$ ]]; then
        fail "A bridge needs root, and you are $(id -un)." "Run it as root, or choose --network user."
    fi
}

absolute() {
    case $1 in
        /*) realpath -ms -- "$1" ;;
        *) realpath -ms -- "$PWD/$1" ;;
    esac
}

# The address under which this machine reaches what listens at $1.
reach() {
    case $1 in
        0.0.0.0 | '*' | '') printf 127.0.0.1 ;;
        '[::]') printf '[::1]' ;;
        *) printf %s "$1" ;;
    esac
}
