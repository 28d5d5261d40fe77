# shellcheck shell=bash
# Takes an installation away again: everything up.sh and the product made, and nothing else. Packages stay, because
# other programs may use them by now; the line that removes them is printed.

# How the agent names images: 64 hexadecimal digits.
DIGEST=$(printf '[0-9a-f]%.0s' {1..64})

remove_everything() {
    step "Removing the installation of $NEXUS_DATA_DIR"
    note "VMs and their disks    $FC_RUN_DIR"
    note "images                 $NEXUS_IMAGE_DIR"
    note "accounts and history   $NEXUS_DATA_DIR"
    note "programs and logs      $PROGRAM_DIR, $LOG_DIR"
    if [ "$ASSUME_YES" = no ]; then
        [ -t 0 ] || fail 'This deletes VMs and their disks.' 'Say --yes when nobody is there to ask.'
        local answer
        read -r -p '  Type "remove" to delete all of it: ' answer
        [ "$answer" = remove ] || fail 'Nothing was removed.'
    fi
    local packages
    packages=$(sort -u "$LOG_DIR/installed-packages" 2>/dev/null | tr '\n' ' ' || true)
    stop_running_up
    end_leftovers
    end_cluster
    end_vms
    remove_groups
    remove_network
    # Directories inside each other go from the inside out, so that the outer ones are empty by then.
    rm -rf "$NEXUS_AGENT_DIR" "$PROGRAM_DIR" "$PROGRAM_DIR.new" "$LOG_DIR" "$STATE_DIR"
    release_directory "$NEXUS_IMAGE_DIR" "$DIGEST.*" '*.part' lock
    release_directory "$FC_RUN_DIR" vms agent
    release_directory "$NEXUS_DATA_DIR" pg staging lock master.key replica-id setup-code tls.pem
    done_ 'files removed'
    remove_account
    [ -z "$packages" ] || note "Packages stay. up.sh installed these; those that nothing else needs go with:  apt-get remove $packages"
}

# The account is shared by all installations of this machine: the last one takes it along.
remove_account() {
    [ "$AS_ROOT" = yes ] && id -u nexus >/dev/null 2>&1 || return 0
    if compgen -G '/usr/local/lib/nexus*/web' >/dev/null; then
        note "kept the account 'nexus': another installation uses it"
        return
    fi
    # The database's last processes may take a moment to go.
    local left=50
    while [ "$left" -gt 0 ] && find /proc -maxdepth 1 -user nexus 2>/dev/null | grep -q .; do
        sleep 0.1
        left=$((left - 1))
    done
    if userdel nexus 2>/dev/null; then done_ "account 'nexus' removed"; else warn "the account 'nexus' could not be removed: userdel nexus"; fi
}

stop_running_up() {
    local pid
    pid=$(cat "$STATE_DIR/up.pid" 2>/dev/null) || return 0
    case $(tr '\0' ' ' 2>/dev/null <"/proc/$pid/cmdline") in
        *up.sh*)
            note "stopping the running up.sh (pid $pid)"
            end_process "$pid" 45
            ;;
    esac
}

# A cluster whose portal was killed lives on; it is known by the directory it serves.
end_cluster() {
    local file pid
    for file in "$NEXUS_DATA_DIR"/*/data/postmaster.pid "$NEXUS_DATA_DIR"/*/postmaster.pid; do
        pid=$(head -n 1 "$file" 2>/dev/null) || continue
        case $(readlink "/proc/$pid/exe" 2>/dev/null) in
            */postgres) end_process "$pid" 10 ;;
        esac
    done
}

end_vms() {
    local pid count=0
    for pid in $(vm_pids); do
        end_process "$pid" 5
        count=$((count + 1))
    done
    [ "$count" = 0 ] || done_ "$count VMs stopped"
}

# The control groups of this installation's VMs; the levels above go with the last VM of the machine.
remove_groups() {
    [ "$AS_ROOT" = yes ] || return 0
    local place vm
    for place in /sys/fs/cgroup/nexus/vms /sys/fs/cgroup/*/nexus/vms; do
        [ -d "$place" ] || continue
        for vm in "$FC_RUN_DIR"/vms/*/; do
            rmdir "$place/$(basename "$vm")" 2>/dev/null || true
        done
        rmdir "$place" "${place%/vms}" 2>/dev/null || true
    done
}

remove_network() {
    [ "$AS_ROOT" = yes ] && has ip && ip link show dev "$FC_BRIDGE" >/dev/null 2>&1 || return 0
    local link table pid
    for link in $(ip -o link show master "$FC_BRIDGE" | awk '{ sub(/[@:].*/, "", $2); print $2 }'); do
        case $link in nq*) ip link delete "$link" 2>/dev/null || true ;; esac
    done
    # Its name server names its files in the network's own directory.
    { grep -lF -- "$NEXUS_AGENT_DIR/network/dnsmasq" /proc/[0-9]*/cmdline 2>/dev/null || true; } | cut -d/ -f3 | while read -r pid; do
        case $(readlink "/proc/$pid/exe" 2>/dev/null) in
            */dnsmasq) end_process "$pid" 5 ;;
        esac
    done
    nft list tables 2>/dev/null | awk -v name="nexus_$FC_BRIDGE" '$3 == name { print $2, $3 }' | while read -r family table; do
        nft delete table "$family" "$table" || true
    done
    # A bridge that somebody else made stays, and so does one that carries an adapter by now: this host may be reached over it.
    if [ -n "$(ip -o link show master "$FC_BRIDGE")" ]; then
        done_ "filters removed; $FC_BRIDGE carries other interfaces and stays"
    elif grep -qsE '"madeBridge": ?true' "$NEXUS_AGENT_DIR/network/network.json"; then
        ip link delete "$FC_BRIDGE" 2>/dev/null || true
        done_ "bridge $FC_BRIDGE and its filters removed"
    else
        done_ "filters removed; $FC_BRIDGE was there before and stays"
    fi
    if grep -qsE '"madeForwarding": ?true' "$NEXUS_AGENT_DIR/network/network.json"; then
        note 'IP forwarding was switched on for the bridge and stays on, others may use it by now. Off: sysctl -w net.ipv4.ip_forward=0'
    fi
}
