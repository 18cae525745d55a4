#!/usr/bin/env bash
# `build.sh`: an AppImage of Squall in build/appimage, by linuxdeploy and its plugin for Qt, which
# must be in the PATH. A recipe that has not been run yet; see packaging/README.md.
set -euo pipefail

root=$(cd "$(dirname "${BASH_SOURCE[0]}")/../.." && pwd)
folder=$root/build/appimage

for tool in linuxdeploy linuxdeploy-plugin-qt qmake6; do
    if ! command -v "$tool" >/dev/null; then
        echo "squall: $tool is missing; see packaging/README.md" >&2
        exit 1
    fi
done

cd "$root"
cmake --preset release -B "$folder/build" -DSQUALL_TESTS=OFF
cmake --build "$folder/build"
rm -rf "$folder/AppDir"
DESTDIR=$folder/AppDir cmake --install "$folder/build" --prefix /usr

# linuxdeploy finds libraries by itself; plugins, which are loaded at run time, are named.
cd "$folder"
QMAKE=$(command -v qmake6) EXTRA_PLATFORM_PLUGINS="libqoffscreen.so;libqwayland-generic.so" \
    linuxdeploy --appdir AppDir --plugin qt --output appimage \
    --desktop-file AppDir/usr/share/applications/org.squall.Squall.desktop \
    --icon-file AppDir/usr/share/icons/hicolor/256x256/apps/org.squall.Squall.png
