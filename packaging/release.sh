#!/usr/bin/env bash
# `release.sh [--try]`: from the commit that is checked out to what is published, in
# build/releases/VERSION: the source archive, a Debian package built from it, and their checksums.
# The package is built twice, in two folders, and must come out the same. Then the commit is tagged;
# with --try it is not, and the changelog need not name the release.
set -euo pipefail

root=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
cd "$root"

say() {
    printf 'squall: %s\n' "$*" >&2
}

die() {
    say "$*"
    exit 1
}

is_try=false
[[ ${1:-} != --try ]] || is_try=true

version=$(sed -n 's/^project(Squall VERSION \([0-9.]*\).*/\1/p' CMakeLists.txt)
released=$(sed -n 's/^set(SQUALL_RELEASED \([0-9-]*\))$/\1/p' CMakeLists.txt)
[[ -n $version && -n $released ]] || die "CMakeLists.txt has no version, or no day of its release"
name=squall-$version
target=$root/build/releases/$version

[[ -z $(git status --porcelain) ]] || die "there are changes that are not committed"
if ! $is_try; then
    grep -q "^## \[$version\] - $released\$" CHANGELOG.md ||
        die "CHANGELOG.md has no heading \"## [$version] - $released\""
    [[ -z $(git tag --list "v$version") ]] || die "there is a tag v$version already"
fi

# The times in the archive are the commit's; everything else that has a time has this one.
SOURCE_DATE_EPOCH=$(date -u -d "$released" +%s)
export SOURCE_DATE_EPOCH LC_ALL=C.UTF-8 TZ=UTC
umask 022

scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT
mkdir -p "$target"
rm -f "$target"/*

say "packing the sources"
git archive --format=tar --prefix="$name/" HEAD >"$scratch/$name.tar"
xz -9e --threads=1 --stdout "$scratch/$name.tar" >"$target/$name.tar.xz"

# `build_package FOLDER`: its path depends on nothing but the sources and the packages of Debian.
build_package() {
    mkdir -p "$1"
    tar -xf "$target/$name.tar.xz" -C "$1"
    (
        cd "$1/$name"
        cmake --preset release -DSQUALL_TESTS=OFF
        cmake --build --preset release
        cd build/release
        cpack
    ) >"$1/log" 2>&1 || die "that failed: $(tail -n 20 "$1/log")"
}

say "building the package"
build_package "$scratch/one"
say "building it again elsewhere"
build_package "$scratch/another/folder"
package=$(basename "$scratch/one/$name"/build/release/*.deb)
cmp "$scratch/one/$name/build/release/$package" \
    "$scratch/another/folder/$name/build/release/$package" ||
    die "the two packages differ; diffoscope tells where"
cp "$scratch/one/$name/build/release/$package" "$target/"
(cd "$target" && sha256sum "$name.tar.xz" "$package" >SHA256SUMS)

$is_try || git tag --annotate "v$version" --message "Squall $version"
say "done: $target"
cat "$target/SHA256SUMS"
