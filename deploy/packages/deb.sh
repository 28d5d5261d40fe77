# shellcheck shell=bash disable=SC2154 # build.sh, which sources this, sets them
# The Debian package: the release tree below /usr/lib, and the installer as a command. It configures nothing by itself: where the
# portal runs and with which database is asked by the installer, and undone by it.

pack_deb() {
    local work=$OUT/deb size
    rm -rf "$work"
    mkdir -p "$work/usr/lib" "$work/usr/sbin" "$work/usr/share/doc/nexusquantum" "$work/DEBIAN"
    cp -a --sparse=always "$TREE" "$work/usr/lib/nexusquantum"
    ln -s ../lib/nexusquantum/install.sh "$work/usr/sbin/nexus-install"
    cp "$ROOT/LICENSE" "$work/usr/share/doc/nexusquantum/copyright"
    size=$(du -sk --apparent-size "$work/usr" | cut -f1)
    # A version of Debian's sorts 0.2.0~rc1 before 0.2.0, and takes no hyphen in a native package.
    cat >"$work/DEBIAN/control" <<CONTROL
Package: nexusquantum
Version: ${VERSION//-/\~}
Architecture: amd64
Maintainer: NexusQuantum <support@nexus-quantum.example.com>
Installed-Size: $size
Depends: bash (>= 5), coreutils, curl, jq, openssl, util-linux, iproute2, findutils, sed, grep
Recommends: qemu-system-x86, qemu-utils, e2fsprogs, nftables, dnsmasq-base, kmod, postgresql
Section: admin
Priority: optional
Description: microVMs on ordinary Linux hosts, operated in a browser
 The programs of NexusQuantum and its installer. After installing the package,
 run nexus-install: it checks the machine, asks what it must, and sets up the
 portal, the agent, or both.
CONTROL
    cat >"$work/DEBIAN/postinst" <<'SCRIPT'
#!/bin/sh
set -e
if [ "$1" = configure ]; then
    if [ -s /var/lib/nexusquantum-install/manifest ]; then
        echo "The programs are here. Bring the installation up to them: nexus-install upgrade"
    else
        echo "The programs are here. Set up portal and agent: nexus-install   (nexus-install --help tells more)"
    fi
fi
SCRIPT
    cat >"$work/DEBIAN/prerm" <<'SCRIPT'
#!/bin/sh
set -e
if [ "$1" = remove ] && [ -s /var/lib/nexusquantum-install/manifest ]; then
    echo "The installation itself stays and goes on running; take it away with: /opt/nexusquantum/current/install.sh uninstall"
fi
SCRIPT
    chmod 0755 "$work/DEBIAN/postinst" "$work/DEBIAN/prerm"
    (cd "$work" && find usr -type f -print0 | sort -z | xargs -0 md5sum >DEBIAN/md5sums)
    dpkg-deb --root-owner-group -Zxz -z1 --build "$work" "$OUT/nexusquantum_${VERSION}_amd64.deb" >>"$BUILD_LOG"
    rm -rf "$work"
    done_ "nexusquantum_${VERSION}_amd64.deb ($(du -h "$OUT/nexusquantum_${VERSION}_amd64.deb" | cut -f1))"
}
