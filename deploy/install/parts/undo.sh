# shellcheck shell=bash disable=SC2154 # settings come from the other parts
# Walks the manifest backwards. KEEPING holds what stays: data, images, database.

keeps() { [[ " ${KEEPING[*]:-} " == *" $1 "* ]]; }

# What runs goes first: an upgrade writes its release after the services, and they are stopped by scripts and settings in it.
undo_everything() {
    [ -f "$STATE_DIR/manifest" ] || return 0
    undo_lines "^(services|unit|firewall|bridge)$"
    undo_lines "^(role|database|hba|portal-data|vms|images|tree|file|link|dir|user)$"
}

undo_lines() {
    local kind value
    while IFS=$'\t' read -r kind value; do
        if [[ $kind =~ $1 ]]; then undo_one "$kind" "$value" || warn "$kind $value could not be undone"; fi
    done < <(tac "$STATE_DIR/manifest")
}

undo_one() {
    local kind=$1 value=$2
    case $kind in
        services) stop_services_for_good ;;
        unit) remove_unit "$value" ;;
        firewall) remove_firewall "$value" ;;
        bridge) remove_bridge "$value" ;;
        role) keeps database || drop_role "$value" ;;
        database) keeps database || drop_database "$value" ;;
        hba) keeps database || remove_hba "$value" ;;
        portal-data) undo_portal_data "$value" ;;
        vms) keeps data || rm -rf -- "${value:?}/vms" "${value:?}/agent" ;;
        images) keeps images || find "$value" -mindepth 1 -maxdepth 1 \( -name '[0-9a-f][0-9a-f][0-9a-f][0-9a-f]*.*' -o -name '*.part' -o -name lock \) -exec rm -rf -- {} + ;;
        tree) rm -rf -- "$value" ;;
        file | link) rm -f -- "$value" ;;
        dir) [ ! -d "$value" ] || rmdir -- "$value" 2>/dev/null || tell_kept "$value" ;;
        user) if [ -n "$(find / -xdev -user "$value" -not -path '/proc/*' -print -quit 2>/dev/null)" ]; then note "kept the account '$value': files of it were kept"; else remove_user "$value"; fi ;;
    esac
}

# The portal's directory: what is in it was made by the portal. The key that opens the database stays with it.
undo_portal_data() {
    local dir=$1 entry
    keeps data && return 0
    for entry in "$dir"/* "$dir"/.[!.]*; do
        [ -e "$entry" ] || [ -L "$entry" ] || continue
        if keeps database; then
            case ${entry##*/} in pg | master.key) continue ;; esac
        fi
        rm -rf -- "$entry"
    done
}

tell_kept() {
    case $1 in
        "$NEXUS_DATA_DIR" | "$FC_RUN_DIR" | "$NEXUS_IMAGE_DIR" | "$FC_RUN_DIR"/* ) note "kept $1" ;;
        *) note "kept $1: it holds something that is not ours" ;;
    esac
}
