# shellcheck shell=bash
# The base image nexus-tiny. Its builder keeps a stamp of its own and does nothing when nothing has changed.

build_image() {
    step 'Base image'
    local out=${NEXUS_IMAGE_OUT:-$PROGRAM_DIR/images} before
    before=$(cat "$out/nexus-tiny/.stamp" 2>/dev/null || true)
    mkdir -p "$out"
    if [ "$INSTALL" = yes ] && ! compgen -G "$BUILD_DIR/kernel/*.deb" >/dev/null && ! compgen -G '/var/lib/apt/lists/*Packages*' >/dev/null; then
        with_clock 'reading the package lists' as_administrator apt-get update -q
    fi
    with_clock 'nexus-tiny: kernel, RAM disk and root file system' "$ROOT/deploy/images/build.sh" "$out/nexus-tiny" \
        --guest-binary "$PROGRAM_DIR/guest/nexus-guest" --cache-dir "$BUILD_DIR/kernel"
    [ "$before" != "$(cat "$out/nexus-tiny/.stamp")" ] || dim 'nothing had changed'
}
