#!/usr/bin/env bash
# `cleanroot.sh PACKAGE.deb FOLDER`: installs the package on a fresh Debian 12 below FOLDER with apt
# alone, runs Squall there, upgrades it and removes it again. Needs root that may mount, and a mirror
# of Debian; exit code 77 says that one of them is missing. FOLDER keeps what was downloaded.
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
for tool in debootstrap wget Xvfb xdotool; do
    command -v "$tool" >/dev/null || skip "there is no $tool (packaging/bootstrap.sh deps package)"
done
wget -q --timeout=20 --tries=2 -O /dev/null "$mirror/dists/bookworm/Release" ||
    skip "$mirror does not answer"
unshare --mount true 2>/dev/null || skip "nothing can be mounted here, as in most containers"

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

# What the menu starts appears on a display of this system, and leaves when it is told to.
open_window_inside() {
    local command number window
    command=$(inside sed -n 's/^Exec=\([^ ]*\).*/\1/p;T;q' \
        /usr/share/applications/org.squall.Squall.desktop)
    coproc screen { exec Xvfb -displayfd 1 -screen 0 1280x900x24 -nolisten tcp 2>/dev/null; }
    # shellcheck disable=SC2154 # coproc sets it
    trap 'kill "$screen_PID"' EXIT
    read -r number <&"${screen[0]}"
    inside DISPLAY=":$number" timeout 30 "$command" 2>"$folder/window.log" &
    window=$(DISPLAY=:$number timeout 20 xdotool search --sync --onlyvisible --name '^Squall') ||
        fail "no window appears: $(tail -n 5 "$folder/window.log")"
    kill -TERM "$(DISPLAY=:$number xdotool getwindowpid "${window%%$'\n'*}")"
    wait $! || fail "the window ends with $?: $(tail -n 5 "$folder/window.log")"
    kill "$screen_PID"
    trap - EXIT
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
umount "$clean/proc" "$clean/var/cache/apt/archives"
rm -rf "$clean" # the downloads stay
