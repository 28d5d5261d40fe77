# shellcheck shell=bash disable=SC2034 # the other parts read what is found here
# What this host is.

read_system() {
    local id like
    # shellcheck source=/dev/null
    SYSTEM_NAME=$(. /etc/os-release 2>/dev/null && printf '%s' "${PRETTY_NAME:-Linux}")
    # shellcheck source=/dev/null
    id=$(. /etc/os-release 2>/dev/null && printf '%s' "${ID:-}")
    # shellcheck source=/dev/null
    like=$(. /etc/os-release 2>/dev/null && printf '%s' "${ID_LIKE:-}")
    case " $id $like " in
        *' debian '* | *' ubuntu '*) FAMILY=debian ;;
        *' rhel '* | *' rocky '* | *' fedora '* | *' centos '*) FAMILY=redhat ;;
        *) FAMILY=other ;;
    esac
    SYSTEMD=no
    [ ! -d /run/systemd/system ] || SYSTEMD=yes
    VERSION=$(cat "$RELEASE/VERSION" 2>/dev/null) || fail "There is no VERSION in $RELEASE." 'Run the install.sh of an unpacked release archive; deploy/packages/build.sh makes one.'
}

# agent_program DIR: the agent of that release which this host's glibc can run.
agent_program() {
    local needed have
    needed=$(cat "$1/agent/glibc" 2>/dev/null) || needed=''
    have=$(getconf GNU_LIBC_VERSION 2>/dev/null | cut -d' ' -f2) || have=''
    if [ -n "$needed" ] && [ -n "$have" ] && [ "$(printf '%s\n' "$needed" "$have" | sort -V | head -n 1)" = "$needed" ]; then
        printf %s "$1/agent/nexus-agent"
    else
        printf %s "$1/agent-portable/nexus-agent"
    fi
}

refuse_second_installation() {
    if [ -s "$STATE_DIR/manifest" ]; then
        fail "NexusQuantum $(cat "$PREFIX/current/VERSION" 2>/dev/null || true) is installed here already." "Use: install.sh upgrade, or install.sh uninstall"
    fi
    if compgen -G '/usr/local/lib/nexus*/web' >/dev/null; then
        fail 'This host runs an installation made by deploy/up.sh.' 'Remove it first: ./deploy/up.sh --remove'
    fi
}
