#!/usr/bin/env bash
# `install.sh BUILD`: installs BUILD into a folder that is thrown away and looks at what arrived as
# a desktop would. Exit code 77 where the validators are missing.
set -euo pipefail

for tool in desktop-file-validate appstreamcli update-mime-database groff lexgrog; do
    if ! command -v "$tool" >/dev/null; then
        echo "skipped: there is no $tool (packaging/bootstrap.sh deps test)"
        exit 77
    fi
done

build=$1
id=org.squall.Squall
tree=$(mktemp -d)
trap 'rm -rf "$tree"' EXIT
DESTDIR=$tree cmake --install "$build" --prefix /usr >/dev/null
share=$tree/usr/share

fail() {
    echo "FAIL: $*"
    exit 1
}

complaints=$(desktop-file-validate "$share/applications/$id.desktop")
[[ -z $complaints ]] || fail "$complaints"
appstreamcli validate --pedantic --no-net "$share/metainfo/$id.metainfo.xml"

# What the menu would start is there, and tells its version.
command=$(sed -n 's/^Exec=\([^ ]*\).*/\1/p' "$share/applications/$id.desktop" | sort -u)
version=$("$tree/usr/bin/$command" --version)
grep -q "<release version=\"${version#squall }\"" "$share/metainfo/$id.metainfo.xml" ||
    fail "$version is no release of the metainfo"

# Each picture has the size of its folder: a PNG has its width in bytes 16 to 19, its height after.
for size in 16 22 24 32 48 64 128 256; do
    picture=$share/icons/hicolor/${size}x$size/apps/$id.png
    read -r width height < <(od -An -tu4 --endian=big -j16 -N8 "$picture")
    [[ $width == "$size" && $height == "$size" ]] || fail "$picture has $width x $height"
done
for drawing in scalable/apps/$id symbolic/apps/$id-symbolic \
    scalable/mimetypes/application-x-squall-plan+json; do
    grep -q '<svg ' "$share/icons/hicolor/$drawing.svg" || fail "$drawing.svg is no drawing"
done

# A double click on a plan leads to Squall, on other JSON it does not.
update-mime-database "$share/mime"
type=application/x-squall-plan+json
grep -qx "50:$type:\*.squall.json" "$share/mime/globs2" || fail "no pattern leads to $type"
grep -q "^MimeType=$type;\$" "$share/applications/$id.desktop" || fail "$type is not opened"

# The manual, without a warning of the one who sets it, and with a line for whatis.
for page in "$share"/man/man1/squall*.1.gz; do
    complaints=$(gzip -dc "$page" | groff -man -Tutf8 -ww -z 2>&1)
    [[ -z $complaints ]] || fail "$page: $complaints"
    lexgrog "$page" >/dev/null || fail "$page has no line for whatis"
done

# What bash offers behind the words given; the last of them is being typed.
offers() (
    # shellcheck disable=SC2317 # _squall calls it
    compopt() { :; }
    # shellcheck source=/dev/null
    source "$share/bash-completion/completions/squall"
    # shellcheck disable=SC2034 # _squall reads them
    COMP_WORDS=("$@") COMP_CWORD=$(($# - 1))
    _squall
    echo "${COMPREPLY[*]}"
)
[[ $(offers squall ru) == run ]] || fail "bash does not complete a command"
[[ $(offers squall run --durat) == --duration ]] || fail "bash does not complete an option"
[[ $(offers squall run --spin '') == "on off auto" ]] || fail "bash does not offer words"
[[ $(offers squall run --spin = o) == "on off" ]] || fail "bash does not offer words behind ="
[[ $(offers squall run --rate '') == "" ]] || fail "bash offers what is no rate"

if command -v zsh >/dev/null; then
    zsh -n "$share/zsh/vendor-completions/_squall" || fail "zsh cannot read its completion"
fi
if command -v fish >/dev/null; then
    offered=$(fish --private -c "source $share/fish/vendor_completions.d/squall.fish
        complete -C 'squall run --spin o'" | cut -f 1 | sort | paste -sd ' ')
    [[ $offered == "off on" ]] || fail "fish offers: $offered"
fi
