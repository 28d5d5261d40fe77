# shellcheck shell=bash disable=SC2154,SC2034 # settings come from the other parts
# Removes what the manifest names, last thing first, and keeps what was asked to be kept.

uninstall_all() {
    load_settings
    VERSION=$(cat "$STATE_DIR/version" 2>/dev/null || printf '%s' "$VERSION")
    KEEPING=("${KEEP[@]}")
    settle_kept
    confirm_uninstall
    step 'Removing'
    local kept_lines
    kept_lines=$(kept_part)
    # This script and its parts are in the tree that goes: everything needed is read already.
    undo_everything
    rm -rf "$STATE_DIR"
    if [ -n "$kept_lines" ]; then printf '%s\n' "$kept_lines" >"$KEPT"; else rm -f "$KEPT"; fi
    done_ "NexusQuantum $VERSION is removed"
    tell_what_stays
    rm -f "$BUILD_LOG"
}

settle_kept() {
    if [ "$EVERYTHING" = yes ]; then
        [ ${#KEEP[@]} = 0 ] || fail '--everything and --keep-… exclude each other.'
        return
    fi
    [ ${#KEEP[@]} = 0 ] || return 0
    [ "$UNATTENDED" = no ] && [ "$ASSUME_YES" = no ] && [ -t 0 ] || fail 'What is to be kept?' 'Say --everything, or one or more of --keep-data, --keep-images, --keep-database.'
    local what answer
    for what in 'data|keys, machines and their disks' 'images|images' 'database|the database'; do
        read -r -p "  Keep ${what#*|}? [Y/n]: " answer
        case ${answer:-y} in [Nn]*) ;; *) KEEPING+=("${what%%|*}") ;; esac
    done
}

confirm_uninstall() {
    step "Uninstalling NexusQuantum $VERSION"
    local word what
    for what in "data|$NEXUS_DATA_DIR, $FC_RUN_DIR (keys, $(vm_count) running machines, disks)" "images|$NEXUS_IMAGE_DIR" "database|${DATABASE:-none}"; do
        word=deleted
        ! keeps "${what%%|*}" || word=kept
        note "$(printf '%-9s %-8s %s' "${what%%|*}" "$word" "${what#*|}")"
    done
    [ "$ASSUME_YES" = no ] || return 0
    [ -t 0 ] && [ "$UNATTENDED" = no ] || fail 'This deletes what is named above.' 'Say --yes when nobody is there to ask.'
    local answer
    read -r -p '  Type "uninstall" to go on: ' answer
    [ "$answer" = uninstall ] || fail 'Nothing was removed.'
}

# The lines of the manifest whose things stay: the next installation takes them up.
kept_part() {
    local kind value
    while IFS=$'\t' read -r kind value; do
        case $kind:$value in
            portal-data:* | user:*) keeps data || keeps database || continue ;;
            vms:*) keeps data || continue ;;
            images:*) keeps images || continue ;;
            role:* | database:* | hba:*) keeps database || continue ;;
            dir:"$NEXUS_DATA_DIR") keeps data || keeps database || continue ;;
            dir:"$FC_RUN_DIR" | dir:"$FC_RUN_DIR/vms") keeps data || continue ;;
            dir:"$NEXUS_IMAGE_DIR") keeps images || continue ;;
            *) continue ;;
        esac
        printf '%s\t%s\n' "$kind" "$value"
    done <"$STATE_DIR/manifest"
}

tell_what_stays() {
    ! keeps data || note "kept: $NEXUS_DATA_DIR and $FC_RUN_DIR; the next installation on this host takes them up"
    ! keeps images || note "kept: $NEXUS_IMAGE_DIR"
    if keeps database; then
        case ${DATABASE:-} in
            system) note "kept: database $DB_NAME and role $DB_ROLE, and $NEXUS_DATA_DIR/master.key, without which it is of no use" ;;
            private) note "kept: the private cluster $NEXUS_DATA_DIR/pg, and master.key beside it" ;;
        esac
    fi
    case ${DATABASE:-} in url) note "the database of your DATABASE_URL is yours and stays; the portal's tables in it too" ;; esac
    note 'packages of the distribution stay'
    ! dpkg-query -W -f '${Status}' nexusquantum 2>/dev/null | grep -q 'install ok installed' || note 'the package nexusquantum, which brought the programs, goes with: apt-get remove nexusquantum'
}
