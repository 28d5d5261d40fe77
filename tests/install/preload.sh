# shellcheck shell=bash disable=SC2154 # inside.sh comes before it
# Container images that a portal is filled with: a machine is made of one and runs a command of its own; hostile ones are refused.
picture >/tmp/before
install first --all --unattended --ignore-failed --database private --no-acceptance 2>&1
must 'an installation ends well' [ $? = 0 ]
preload() { /opt/nexusquantum/current/deploy/scripts/preload-docker-images.sh "$@"; }
(umask 077 && nexus-portal admin acceptance-token >/run/token)

# Two layers, as an engine saves them: programs with their libraries; then one file taken away, one added, and a program replaced.
mkdir -p /run/one/{bin,etc,opt/old} /run/two/{etc,opt}
for program in bash cat uname; do
    cp "/bin/$program" /run/one/bin/
    for library in $(ldd "/bin/$program" | grep -o '/[^ ]*'); do
        mkdir -p "/run/one$(dirname "$library")"
        cp -n "$library" "/run/one$library"
    done
done
echo first >/run/one/etc/word; echo gone >/run/one/etc/gone; echo gone >/run/one/opt/old/file
echo second >/run/two/etc/word; : >/run/two/etc/.wh.gone; : >/run/two/opt/.wh.old
blob() { local sum; sum=$(sha256sum <"$1" | cut -d' ' -f1); mv "$1" "/run/oci/blobs/sha256/$sum"; printf %s "$sum"; }
# oci ARCHITECTURE LAYER…: a layout of these layers in /run/oci.
oci() {
    local architecture=$1 layer sum layers='[]' config manifest
    shift
    rm -rf /run/oci
    mkdir -p /run/oci/blobs/sha256
    echo '{"imageLayoutVersion":"1.0.0"}' >/run/oci/oci-layout
    for layer in "$@"; do
        sum=$(blob "$layer")
        layers=$(jq -c --arg d "sha256:$sum" '. + [{mediaType: "application/vnd.oci.image.layer.v1.tar", digest: $d}]' <<<"$layers")
    done
    jq -nc --arg a "$architecture" '{architecture: $a, os: "linux"}' >/run/part
    config=$(blob /run/part)
    jq -nc --arg c "sha256:$config" --argjson l "$layers" '{schemaVersion: 2, config: {digest: $c}, layers: $l}' >/run/part
    manifest=$(blob /run/part)
    jq -nc --arg m "sha256:$manifest" '{schemaVersion: 2, manifests: [{digest: $m}]}' >/run/oci/index.json
}
tar -C /run/one -czf /run/layer1 . && tar -C /run/two -cf /run/layer2 .
cp /run/layer1 /run/kept1
oci amd64 /run/layer1 /run/layer2
tar -C /run/oci -cf /run/small-box.tar .
check 'a container image is put into the portal' preload --base http://127.0.0.1:18080 --token-file /run/token /run/small-box.tar
check 'a machine of it runs, answers and runs a command' /opt/nexusquantum/current/deploy/install/acceptance.sh --base http://127.0.0.1:18080 --token-file /run/token --image small-box
mkdir /run/kept
check 'an image can be made without a portal' preload --keep /run/kept /run/oci
look() { debugfs -R "$1" /run/kept/oci.ext4 2>/dev/null; }
check 'later layers win' [ "$(look 'cat /etc/word')" = second ]
check 'what a layer takes away is gone' [ -z "$(look 'cat /etc/gone')$(look 'cat /opt/old/file')" ]
check 'the guest agent is in it' grep -q guest <(look 'ls /.nexus')

# refuses WHAT WORDS: /run/oci is refused for that reason.
refuses() {
    preload --keep /run/kept /run/oci >/tmp/said 2>&1
    check "$1 is refused" [ $? != 0 ]
    check "$1: it says why" grep -qE "$2" /tmp/said
    cat /tmp/said
}
oci arm64 /run/kept1 && refuses 'an image of another processor' 'not for x86-64'
tar -C /run/two -cf /run/layer . && oci amd64 /run/layer
for file in /run/oci/blobs/sha256/*; do if tar -tf "$file" >/dev/null 2>&1; then printf x >>"$file"; fi; done
refuses 'a damaged layer' 'is damaged'
mkdir -p /run/bad && ln -s /srv /run/bad/way && tar -C /run/bad -cf /run/layer1 way && rm /run/bad/way
mkdir /run/bad/way && : >/run/bad/way/.wh.images && tar -C /run/bad -cf /run/layer2 way
oci amd64 /run/layer1 /run/layer2 && refuses 'a layer that takes away through a link' 'through a link'
check 'and nothing of the host is gone' [ -d /srv/images ]
mkdir -p /run/bad/deep && echo bad >/run/escaped.new && tar -C /run/bad/deep -P -cf /run/layer --transform 's|^|../../../../|' -C /run escaped.new 2>/dev/null
oci amd64 /run/layer && preload --keep /run/kept /run/oci >/tmp/said 2>&1
check 'a path out of a layer leads nowhere' [ ! -e /escaped.new ]
nexus-portal admin acceptance-token --end </run/token >/dev/null
nexus-install uninstall --everything --yes 2>&1
check 'an uninstall of everything ends well' [ $? = 0 ]
check 'nothing of it is left' same_picture
