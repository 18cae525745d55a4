#!/usr/bin/env bash
# `package.sh BUILD`: makes a Debian package of BUILD as it stands, lets lintian judge it, and
# installs, runs, upgrades and removes it below a folder that is thrown away. dpkg looks its
# dependencies up among the packages of this system. Exit code 77 where a tool is missing.
set -euo pipefail

for tool in cpack dpkg dpkg-shlibdeps file lintian fakeroot; do
    if ! command -v "$tool" >/dev/null; then
        echo "skipped: there is no $tool (packaging/bootstrap.sh deps test)"
        exit 77
    fi
done

# dpkg wants to be root, and is satisfied with looking like it.
if [[ $(id -u) != 0 ]]; then
    exec fakeroot "$0" "$@"
fi

build=$1
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
tree=$folder/tree

fail() {
    echo "FAIL: $*"
    exit 1
}

dpkg_below() {
    dpkg --root="$tree" --log=/dev/null "$@" >"$folder/dpkg.log" 2>&1 ||
        fail "dpkg $*: $(tail -n 15 "$folder/dpkg.log")"
}

status_of_squall() {
    # shellcheck disable=SC2016 # dpkg-query expands it
    dpkg-query --admindir="$tree/var/lib/dpkg" -W -f='${db:Status-Status} ${Version}' squall
}

run_below() {
    "$tree/usr/bin/squall" run -n 1000 --no-history --progress none --format json demo: \
        >"$folder/result.json" || fail "squall run gave $?"
    grep -q '"ok": *1000\b' "$folder/result.json" || fail "not every request was answered"
}

cpack --config "$build/CPackConfig.cmake" -B "$folder" >"$folder/cpack.log" 2>&1 ||
    fail "cpack: $(tail -n 15 "$folder/cpack.log")"
package=$(echo "$folder"/squall_*.deb)
lintian --allow-root --fail-on error,warning "$package"

# What is installed here counts as installed there.
mkdir -p "$tree"/var/lib/dpkg/{info,updates}
sed '/^Package: squall$/,/^$/d' /var/lib/dpkg/status >"$tree/var/lib/dpkg/status"
dpkg_below --install "$package"
[[ $(status_of_squall) == "installed "* ]] || fail "the package is $(status_of_squall)"
run_below
dpkg --root="$tree" --listfiles squall >"$folder/files" 2>/dev/null

dpkg-deb --raw-extract "$package" "$folder/newer"
sed -i 's/^Version: .*/&+newer/' "$folder/newer/DEBIAN/control"
dpkg-deb --build "$folder/newer" "$folder/newer.deb" >/dev/null
dpkg_below --install "$folder/newer.deb"
[[ $(status_of_squall) == *+newer ]] || fail "the upgrade left $(status_of_squall)"
run_below

dpkg_below --purge squall
while read -r file; do
    [[ ! -f $tree$file && ! -L $tree$file ]] || fail "$file is left behind"
done <"$folder/files"
