#!/usr/bin/env bash
# Makes the release archive, the Debian package and their SHA256SUMS. See --help.
# shellcheck disable=SC2034 # the parts read variables of each other
set -euo pipefail
umask 022
export LC_ALL=C
ROOT=$(cd -- "$(dirname -- "${BASH_SOURCE[0]}")/../.." && pwd -P)
export PATH=$PATH:/usr/local/sbin:/usr/sbin:/sbin
for part in say dotnet build image; do
    # shellcheck source=/dev/null
    . "$ROOT/deploy/lib/$part.sh"
done
# shellcheck source=deploy/packages/deb.sh
. "$ROOT/deploy/packages/deb.sh"

usage() {
    cat <<'TEXT'
Usage: deploy/packages/build.sh [options]

Makes nexusquantum-VERSION-linux-x64.tar.gz, nexusquantum_VERSION_amd64.deb and SHA256SUMS: portal with its runtime, agent as
native code and as one file with its runtime (for an older glibc), guest agent, base image, installer, units.

  --out DIR        where they go (default artifacts/packages)
  --programs DIR   web, agent and guest as published earlier, instead of publishing them; agent-portable too, where it is there
  --images DIR     base images as built earlier (DIR/nexus-tiny/manifest.json), instead of building them
  --no-images      no base image in the archive
  --version V      instead of the one in Directory.Build.props
  --no-deb         the archive only
TEXT
}

main() {
    OUT=$ROOT/artifacts/packages PROGRAMS='' IMAGES='' WITH_IMAGES=yes WITH_DEB=yes
    VERSION=$(sed -n 's:.*<Version>\(.*\)</Version>.*:\1:p' "$ROOT/Directory.Build.props")
    while [ $# -gt 0 ]; do
        case $1 in
            --out | --programs | --images | --version) [ $# -ge 2 ] || fail "$1 needs a value." ;;&
            --out) OUT=$(realpath -m -- "$2"); shift ;;
            --programs) PROGRAMS=$(realpath -e -- "$2"); shift ;;
            --images) IMAGES=$(realpath -e -- "$2"); shift ;;
            --version) VERSION=$2; shift ;;
            --no-images) WITH_IMAGES=no ;;
            --no-deb) WITH_DEB=no ;;
            -h | --help) usage; exit 0 ;;
            *) fail "There is no option '$1'." 'deploy/packages/build.sh --help lists them.' ;;
        esac
        shift
    done
    [[ $VERSION =~ ^[0-9]+\.[0-9]+\.[0-9]+([.+~-][0-9A-Za-z.+~-]+)?$ ]] || fail "'$VERSION' is not a version." 'Such as 0.1.0 or 0.2.0-rc1.'
    mkdir -p "$OUT"
    BUILD_LOG=$OUT/build.log
    : >"$BUILD_LOG"
    NAME=nexusquantum-$VERSION
    ensure_programs
    ensure_images
    lay_tree
    pack_archive
    [ "$WITH_DEB" = no ] || pack_deb
    local made=("$NAME-linux-x64.tar.gz")
    [ "$WITH_DEB" = no ] || made+=("nexusquantum_${VERSION}_amd64.deb")
    (cd "$OUT" && sha256sum "${made[@]}" >SHA256SUMS)
    done_ "$OUT/SHA256SUMS"
}

ensure_programs() {
    # What build.sh of up.sh asks of its surroundings: here the runtime always goes along.
    as_portal() { "$@"; }
    self_contained() { printf true; }
    PROGRAM_DIR=$OUT/programs BUILD_DIR=${NEXUS_BUILD_DIR:-$ROOT/artifacts/build-release} AS_ROOT=no USER_MODE=no INSTALL=no
    if [ -z "$PROGRAMS" ]; then
        PROGRAMS=$PROGRAM_DIR
        ensure_dotnet
        build_programs
    fi
    PORTABLE=$PROGRAMS/agent-portable
    [ -x "$PORTABLE/nexus-agent" ] && [ "$PROGRAMS" != "$PROGRAM_DIR" ] || ensure_portable
    check_programs
}

ensure_portable() {
    PORTABLE=$OUT/agent-portable
    ensure_dotnet
    local stamp
    stamp=$(source_stamp)
    [ "$(cat "$PORTABLE/stamp" 2>/dev/null)" != "$stamp" ] || return 0
    rm -rf "$PORTABLE" "$PROGRAM_DIR.new"
    BUILD_DIR+=-portable
    with_clock 'building the agent with its runtime (for an older glibc)' publish NexusQuantum.Agent agent-portable -p:NexusPortable=true
    mv "$PROGRAM_DIR.new/agent-portable" "$PORTABLE"
    rmdir "$PROGRAM_DIR.new"
    printf '%s\n' "$stamp" >"$PORTABLE/stamp"
}

check_programs() {
    local file
    for file in "$PROGRAMS"/{web/NexusQuantum.Web,agent/nexus-agent,guest/nexus-guest} "$PORTABLE/nexus-agent"; do
        [ -x "$file" ] || fail "There is no $file." 'Leave --programs out to publish everything.'
    done
    [ -f "$PROGRAMS/web/libcoreclr.so" ] || fail "The portal in $PROGRAMS/web needs a runtime on the target." 'Publish it with --self-contained true, or leave --programs out.'
}

ensure_images() {
    [ "$WITH_IMAGES" = yes ] || return 0
    if [ -n "$IMAGES" ]; then
        [ -f "$IMAGES/nexus-tiny/manifest.json" ] || fail "There is no $IMAGES/nexus-tiny/manifest.json."
        return
    fi
    IMAGES=$OUT/images NEXUS_IMAGE_OUT=$OUT/images BUILD_DIR=$ROOT/artifacts/build PROGRAM_DIR=$PROGRAMS INSTALL=${INSTALL:-no}
    build_image
}

# The tree is laid out as the repository has it, so that scripts find each other in both.
lay_tree() {
    step 'Release tree'
    TREE=$OUT/$NAME
    rm -rf "$TREE"
    mkdir -p "$TREE"/{web,agent,agent-portable,guest,images,deploy/images}
    cp -a "$PROGRAMS/web/." "$TREE/web/"
    find "$TREE/web" \( -name '*.pdb' -o -name '*.xml' -o -name '*.dbg' \) -delete
    cp "$PROGRAMS/agent/nexus-agent" "$TREE/agent/"
    cp "$PORTABLE/nexus-agent" "$TREE/agent-portable/"
    cp "$PROGRAMS/guest/nexus-guest" "$TREE/guest/"
    glibc_of "$TREE/agent/nexus-agent" >"$TREE/agent/glibc"
    [ "$WITH_IMAGES" = no ] || cp -a --sparse=always "$IMAGES/nexus-tiny" "$TREE/images/"
    cp -a "$ROOT/deploy/lib" "$ROOT/deploy/install" "$ROOT/deploy/systemd" "$ROOT/deploy/scripts" "$ROOT/deploy/containers" "$TREE/deploy/"
    cp "$ROOT/LICENSE" "$TREE/"
    ln -s deploy/install/install.sh "$TREE/install.sh"
    printf '%s\n' "$VERSION" >"$TREE/VERSION"
    chmod -R u=rwX,go=rX "$TREE"
    (cd "$TREE" && find . -type f -print0 | sort -z | xargs -0 sha256sum) >"$OUT/sums"
    mv "$OUT/sums" "$TREE/SHA256SUMS"
    done_ "$(du -sh "$TREE" | cut -f1) in $TREE, the agent's native code needs glibc $(cat "$TREE/agent/glibc")"
}

# The newest symbol version a program asks of glibc: what the installer compares with the target's.
glibc_of() {
    local newest
    newest=$({ grep -aoE 'GLIBC_2\.[0-9]+(\.[0-9]+)?' "$1" || true; } | sort -Vu | tail -n 1)
    printf '%s\n' "${newest#GLIBC_}"
}

# Equal trees give equal archives.
pack_archive() {
    local time
    time=$(git -C "$ROOT" log -1 --format=%ct 2>/dev/null || echo 1700000000)
    tar -C "$OUT" --sort=name --mtime="@$time" --owner=0 --group=0 --numeric-owner -S -cf - "$NAME" | gzip -n -6 >"$OUT/$NAME-linux-x64.tar.gz.new"
    mv "$OUT/$NAME-linux-x64.tar.gz.new" "$OUT/$NAME-linux-x64.tar.gz"
    done_ "$NAME-linux-x64.tar.gz ($(du -h "$OUT/$NAME-linux-x64.tar.gz" | cut -f1))"
}

main "$@"
