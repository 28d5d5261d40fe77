# shellcheck shell=bash
# Builds portal and agent, once per state of the sources.

build_programs() {
    step 'Programs'
    local stamp
    stamp=$(source_stamp)
    if [ "$(cat "$PROGRAM_DIR/stamp" 2>/dev/null)" = "$stamp" ]; then
        done_ 'built already from these sources'
        return
    fi
    check_node
    rm -rf "$PROGRAM_DIR.new"
    mkdir -p "$PROGRAM_DIR.new"
    # obj and bin go to a folder of their own, so that nothing of root's is left in the source tree.
    with_clock 'building the portal' publish NexusQuantum.Web web -p:PublishReadyToRun=true --self-contained "$(self_contained)"
    with_clock 'building the agent (native code, this takes a while)' publish NexusQuantum.Agent agent
    with_clock 'building the guest agent (native code)' publish NexusQuantum.Agent/Guest guest
    rm -f "$PROGRAM_DIR.new"/{agent,guest}/*.dbg
    chmod -R u=rwX,go=rX "$PROGRAM_DIR.new"
    printf '%s\n' "$stamp" >"$PROGRAM_DIR.new/stamp"
    # The base image is made by its own builder, which knows whether it is still good.
    [ ! -d "$PROGRAM_DIR/images" ] || mv "$PROGRAM_DIR/images" "$PROGRAM_DIR.new/images"
    rm -rf "$PROGRAM_DIR"
    mv "$PROGRAM_DIR.new" "$PROGRAM_DIR"
}

publish() {
    local project=$1 into=$2
    shift 2
    (cd "$ROOT" && "$DOTNET" publish "$project" -c Release -r linux-x64 -o "$PROGRAM_DIR.new/$into" \
        --artifacts-path "$BUILD_DIR" -v quiet -nologo -nodeReuse:false -p:UseSharedCompilation=false "$@")
}

# The portal brings the runtime with it where its account could not read the one we build with.
self_contained() {
    if as_portal test -x "$DOTNET"; then printf false; else printf true; fi
}

# npm only fetches what the lock file lists and runs no script of a package, so the old Node of Ubuntu 22.04
# (12, with npm 8) is enough; what matters is that npm reads lock files of version 3.
check_node() {
    local version
    version=$(npm --version 2>/dev/null) || fail 'npm does not run.' 'Look at: npm --version'
    [ "${version%%.*}" -ge 7 ] || fail "npm $version is too old to read our lock file." 'Version 7 or later is needed; Debian 12 and Ubuntu 22.04 have it.'
}

source_stamp() {
    {
        "$DOTNET" --version
        self_contained
        cd "$ROOT" || exit
        find NexusQuantum.Domain NexusQuantum.Agent NexusQuantum.Web wwwroot-assets Directory.Build.props Directory.Packages.props global.json \
            \( -name bin -o -name obj -o -name node_modules -o -path wwwroot-assets/wwwroot/lib \) -prune -o -type f -print0 \
            | LC_ALL=C sort -z | xargs -0 sha256sum
    } | sha256sum | cut -d' ' -f1
}
