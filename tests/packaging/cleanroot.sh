#!/usr/bin/env bash
# `cleanroot.sh PACKAGE.deb FOLDER`: installs the package on a fresh Debian 12 below FOLDER with apt
# alone, runs Squall there, upgrades it and removes it again. Needs root and a mirror of Debian;
# exit code 77 says that one of them is missing. FOLDER keeps what was downloaded.
set -euo pipefail

mirror=${DEBIAN_MIRROR:-http://deb.debian.org/debian}

skip() {
    echo "skipped: $*"
    exit 77
}

fail() {
    echo "FAIL: $*"
    exit 1
}

[[ $(id -u) == 0 ]] || skip "only root can install into a root of its own"
command -v debootstrap >/dev/null || skip "there is no debootstrap"
wget -q --timeout=20 --tries=2 -O /dev/null "$mirror/dists/bookworm/Release" ||
    skip "$mirror does not answer"

# Mounts in a namespace of this script's own go with it.
if [[ ${SQUALL_UNSHARED:-} != yes ]]; then
    SQUALL_UNSHARED=yes exec unshare --mount "$0" "$@"
fi

package=$(realpath "$1")
mkdir -p "$2"
folder=$(realpath "$2")
clean=$folder/root
mkdir -p "$folder/downloads"

say() {
    echo "cleanroot: $*"
}

inside() {
    chroot "$clean" env -i PATH=/usr/sbin:/usr/bin:/sbin:/bin HOME=/root LC_ALL=C.UTF-8 \
        DEBIAN_FRONTEND=noninteractive "$@"
}

apt_inside() {
    inside apt-get -qq -y -o Dpkg::Use-Pty=0 "$@" >"$folder/apt.log" 2>&1 ||
        fail "apt-get $*: $(tail -n 15 "$folder/apt.log")"
}

make_clean_root() {
    rm -rf "$clean"
    say "making a fresh Debian 12"
    debootstrap --variant=minbase --cache-dir="$folder/downloads" bookworm "$clean" "$mirror" \
        >"$folder/debootstrap.log" 2>&1 ||
        fail "debootstrap: $(tail -n 15 "$folder/debootstrap.log")"
    mount -t proc proc "$clean/proc"
    mkdir -p "$clean/var/cache/apt/archives"
    mount --bind "$folder/downloads" "$clean/var/cache/apt/archives"
    echo 'Binary::apt-get::APT::Keep-Downloaded-Packages "1";' >"$clean/etc/apt/apt.conf.d/keep"
    apt_inside update
}

# Installs by the file's name, as a user would.
install_inside() {
    cp "$1" "$clean/tmp/squall.deb"
    apt_inside install --no-install-recommends /tmp/squall.deb
}

run_inside() {
    inside squall run -n 1000 --progress none --format json demo: >"$folder/result.json" ||
        fail "squall run gave $?"
    grep -q '"ok": *1000\b' "$folder/result.json" || fail "not every request was answered"
}

# It has all that it wants to load, and stays until it is told to leave.
open_window_inside() {
    local plugins missing status=0
    plugins=$(inside find /usr/lib -path '*qt6/plugins/platforms/*.so')
    [[ $plugins == *libqxcb.so* ]] || fail "there is no platform plugin for X11"
    # shellcheck disable=SC2086 # one word each
    missing=$(inside ldd /usr/bin/squall $plugins | grep 'not found' || true)
    [[ -z $missing ]] || fail "$missing"
    inside QT_QPA_PLATFORM=offscreen timeout --signal=TERM 3 squall || status=$?
    [[ $status == 124 ]] || fail "the window ended by itself with $status"
}

# The same package with a higher version.
newer_package() {
    rm -rf "$folder/newer"
    dpkg-deb --raw-extract "$package" "$folder/newer"
    sed -i 's/^Version: .*/&+newer/' "$folder/newer/DEBIAN/control"
    dpkg-deb --root-owner-group --build "$folder/newer" "$folder/newer.deb" >/dev/null
    rm -rf "$folder/newer"
}

make_clean_root
say "installing"
install_inside "$package"
run_inside
open_window_inside
inside dpkg --listfiles squall >"$folder/files"

say "upgrading"
newer_package
install_inside "$folder/newer.deb"
# shellcheck disable=SC2016 # dpkg-query expands it
version=$(inside dpkg-query -W -f='${Version}' squall)
[[ $version == *+newer ]] || fail "the upgrade left $version"
run_inside

say "removing"
apt_inside purge squall
while read -r file; do
    [[ ! -f $clean$file && ! -L $clean$file ]] || fail "$file is left behind"
done <"$folder/files"
say "installed, run, upgraded and removed"
rm -rf "${clean:?}/usr" # the downloads stay
