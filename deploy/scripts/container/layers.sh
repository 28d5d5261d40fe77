# shellcheck shell=bash disable=SC2154 # preload-docker-images.sh, which sources this, sets them
# Reads a saved container image and lays its layers over each other. All of it comes from outside: parts are named by digests only,
# which are checked, and layers are unpacked in a root of their own, so that no link in one leads a later one onto this host.

# layers DIR: the layers of the image in DIR, lowest first, as paths.
layers() {
    local dir=$1 manifest digest
    if [ -f "$dir/index.json" ]; then
        digest=$(of_our_processor "$dir/index.json")
        manifest=$(blob "$dir" "$digest")
        # An index may point at another one, of several processors.
        if jq -e .manifests "$manifest" >/dev/null; then manifest=$(blob "$dir" "$(of_our_processor "$manifest")"); fi
        check_processor "$(blob "$dir" "$(jq -r .config.digest "$manifest")")"
        jq -r '.layers[].digest' "$manifest" | while read -r digest; do blob "$dir" "$digest"; echo; done
    elif [ -f "$dir/manifest.json" ]; then
        check_processor "$(named "$dir" "$(jq -r '.[0].Config' "$dir/manifest.json")")"
        jq -r '.[0].Layers[]' "$dir/manifest.json" | while read -r digest; do named "$dir" "$digest"; echo; done
    else
        die 'this is neither a saved image nor an OCI layout'
    fi
}

of_our_processor() { jq -r 'first(.manifests[] | select((.platform.architecture // "amd64") == "amd64") | .digest) // ""' "$1"; }

check_processor() { [ "$(jq -r '.architecture // "amd64"' "$1")" = amd64 ] || die "the image is for $(jq -r '.architecture | tostring | .[0:20]' "$1"), not for x86-64"; }

blob() {
    [[ $2 =~ ^sha256:[0-9a-f]{64}$ ]] || die 'a part of the image has no proper digest, or none is for x86-64'
    local file=$1/blobs/sha256/${2#sha256:}
    [ -f "$file" ] && [ ! -L "$file" ] || die "the image lacks $2"
    [ "$(sha256sum <"$file" | cut -d' ' -f1)" = "${2#sha256:}" ] || die "$2 is damaged"
    printf %s "$file"
}

# named DIR NAME: a part as the older form of docker save names it, where equal layers may be links to each other.
named() {
    [[ $2 =~ ^[0-9a-f]{64}(/layer\.tar|\.tar|\.json)$ || $2 =~ ^blobs/sha256/[0-9a-f]{64}$ ]] || die 'a part of the image has no proper name'
    local file
    file=$(realpath -e -- "$1/$2") || die "the image lacks $2"
    [[ $file == "$(realpath -- "$1")"/* ]] || die "$2 leads outside the image"
    printf %s "$file"
}

expand() {
    case $(od -An -N4 -tx1 -- "$1" | tr -d ' ') in
        1f8b*) gzip -dc -- "$1" ;;
        28b52ffd) command -v zstd >/dev/null || die 'zstd is not installed, and a layer needs it'; zstd -dcq -- "$1" ;;
        *) cat -- "$1" ;;
    esac
}

# unpack_layer LAYER ROOT: a file .wh.NAME takes NAME of the layers below away, .wh..wh..opq all that is in its directory.
unpack_layer() {
    local layer=$1 root=$2 entry dir name
    expand "$layer" | tar -t | while IFS= read -r entry; do
        name=${entry##*/} dir=${entry%"$name"}
        case $name in .wh.*) ;; *) continue ;; esac
        case $name in .wh. | .wh.. | .wh...) die 'a layer takes a directory away that is none' ;; esac
        case /$dir in */../*) die 'a layer names a path outside itself' ;; esac
        [ "$(realpath -m -- "$root/$dir")" = "$(realpath -ms -- "$root/$dir")" ] || die 'a layer takes something away through a link'
        if [ "$name" = .wh..wh..opq ]; then
            [ ! -d "$root/$dir" ] || find "$root/$dir" -mindepth 1 -delete
        else
            rm -rf -- "${root:?}/$dir/${name#.wh.}"
        fi
    done
    # Brought anew each time: a layer may have put a program of its own there.
    bring_busybox "$root"
    expand "$layer" | chroot "$root" /.nexus/busybox tar -x -f -
    # Not every busybox can leave files out. What a layer calls .nexus is not ours, and its marks have been heeded.
    rm -rf "${root:?}/.nexus"
    find "$root" -name '.wh.*' -prune -exec rm -rf -- {} +
}

bring_busybox() {
    rm -rf "$1/.nexus"
    mkdir "$1/.nexus"
    install -m 0755 "$work/busybox" "$1/.nexus/busybox"
}

# add_guest ROOT: the shipped RAM disk starts /sbin/init, which is ours.
add_guest() {
    local root=$1 place name
    for place in proc sys dev run tmp etc usr usr/local usr/local/sbin; do
        [ ! -L "$root/$place" ] || die "/$place is a link in this image"
        mkdir -p "$root/$place"
    done
    # Where /sbin is a link it is the one of merged distributions, or none that we follow.
    place=sbin
    if [ -L "$root/sbin" ]; then
        place=$(readlink "$root/sbin")
        place=${place#/}
        case $place in usr/sbin | usr/bin) ;; *) die '/sbin is a link that leads elsewhere' ;; esac
        [ ! -L "$root/$place" ] || place=usr/bin
        [ ! -L "$root/$place" ] || die "/$place is a link in this image"
    fi
    mkdir -p "$root/$place"
    rm -rf "${root:?}/$place/init"
    install -m 0755 "$HERE/container/init" "$root/$place/init"
    bring_busybox "$root"
    install -m 0755 "$guest" "$root/.nexus/guest"
    # The shipped image's, run by the busybox that is there for certain.
    sed '1s|.*|#!/.nexus/busybox sh|' "$work/udhcpc.script" >"$root/.nexus/udhcpc.script"
    chmod 0755 "$root/.nexus/udhcpc.script"
    # The guest agent turns the machine off by the image's own programs; containers mostly have none.
    for name in poweroff reboot; do
        rm -rf "${root:?}/usr/local/sbin/$name"
        printf '#!/.nexus/busybox sh\nexec /.nexus/busybox kill -%s 1\n' "$([ $name = reboot ] && echo TERM || echo USR2)" >"$root/usr/local/sbin/$name"
        chmod 0755 "$root/usr/local/sbin/$name"
    done
}

# container FILE-OR-DIRECTORY OUT: its root file system as ext4.
container() {
    local from=$1 out=$2 dir=$1 root=$work/root layer need
    rm -rf "$root" "$work/image"
    mkdir -m 0755 "$root" "$work/image"
    if [ -f "$from" ]; then
        tar -xf "$from" -C "$work/image" --no-same-owner
        dir=$work/image
    fi
    layers "$dir" >"$work/layers"
    while IFS= read -r layer; do
        [ -z "$layer" ] || unpack_layer "$layer" "$root"
    done <"$work/layers"
    # Devices are the kernel's to make.
    [ ! -d "$root/dev" ] || [ -L "$root/dev" ] || find "$root/dev" -mindepth 1 -delete
    add_guest "$root"
    need=$(($(du -sm --apparent-size "$root" | cut -f1) * 2))
    [ "$need" -ge 256 ] || need=256
    mke2fs -q -F -t ext4 -E root_owner=0:0,lazy_itable_init=0 -d "$root" "$out" "${size:-$need}M"
    rm -rf "$root" "$work/image"
}
