#!/usr/bin/env bash
# Installs, upgrades and removes NexusQuantum on a host, from a release archive or its Debian package. See --help.
# shellcheck disable=SC2034 # the parts read variables of each other
set -euo pipefail
umask 022
HERE=$(cd -- "$(dirname -- "$(realpath -- "${BASH_SOURCE[0]}")")" && pwd -P)
RELEASE=$(cd -- "$HERE/../.." && pwd -P)
export PATH=$PATH:/usr/local/sbin:/usr/sbin:/sbin LC_ALL=C.UTF-8
# shellcheck source=/dev/null
. "$RELEASE/deploy/lib/say.sh"
for part in options ask system manifest undo packages release accounts database environment network firewall services join acceptance checks upgrade uninstall; do
    # shellcheck source=/dev/null
    . "$HERE/parts/$part.sh"
done

main() {
    read_options "$@"
    [ "$(id -u)" = 0 ] || fail 'The installer changes this host, so it needs root.' "Run it as: sudo $0 $*"
    [ "$(uname -m)" = x86_64 ] || fail "This is a $(uname -m) machine." 'NexusQuantum runs on x86-64.'
    read_system
    BUILD_LOG=$(mktemp /tmp/nexus-install-XXXXXX.log)
    case $COMMAND in
        install) install_all ;;
        upgrade) upgrade_all ;;
        uninstall) uninstall_all ;;
    esac
}

# Everything until the first line of the manifest changes nothing; from then on a failure undoes what was done.
install_all() {
    refuse_second_installation
    settle_answers
    headline "Installing NexusQuantum $(cat "$RELEASE/VERSION")"
    verify_release
    ensure_packages
    check_host
    confirm_plan
    begin_manifest
    lay_release
    ensure_account
    ensure_directories
    ensure_database
    write_environments
    write_logrotate
    ensure_network
    ensure_firewall
    ensure_services
    migrate_database
    start_services
    join_host
    accept_installation
    finish_manifest
    announce
}

headline() {
    printf '%s%s%s on %s\n' "$BOLD" "$1" "$PLAIN" "$SYSTEM_NAME"
    [ "$SYSTEMD" = yes ] || dim 'systemd is not process 1 here: a supervisor of our own keeps the services running, and nothing starts again by itself after a reboot'
}

announce() {
    local code
    step 'Installed'
    if [ "$WITH_PORTAL" = yes ]; then
        note "open $(reach_portal)  (from other machines: $MANAGER_BASE)"
        if code=$(cat "$NEXUS_DATA_DIR/setup-code" 2>/dev/null); then note "one-time set-up code: $BOLD$code$PLAIN"; fi
        [ "$WITH_AGENT" = yes ] || note 'no host runs machines yet: choose Hosts, Add host in the portal, and run the installer there with --agent'
    else
        note "this host belongs to $MANAGER_BASE; its page there shows it"
    fi
    note "settings $CONF_DIR · upgrade and removal: nexus-install upgrade, nexus-install uninstall · log $LOG_DIR/install.log"
    [ "$SYSTEMD" = yes ] || warn "After a reboot start it again by hand: $PREFIX/current/deploy/install/supervisor.sh start"
}

main "$@"
