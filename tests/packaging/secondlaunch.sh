#!/usr/bin/env bash
# `secondlaunch.sh BUILD`: on a display and a session bus of its own, the bus starts an installed
# Squall, and who starts it again gets the same window. Exit code 77 where there is no display.
set -euo pipefail

for tool in xvfb-run xdotool dbus-run-session gdbus; do
    if ! command -v "$tool" >/dev/null; then
        echo "skipped: there is no $tool (packaging/bootstrap.sh deps test)"
        exit 77
    fi
done

if [[ $# == 1 ]]; then
    tree=$(mktemp -d)
    trap 'rm -rf "$tree"' EXIT
    cmake --install "$1" --prefix "$tree" >/dev/null
    mkdir -m 700 "$tree/home" "$tree/home/run"
    env -u WAYLAND_DISPLAY -u QT_QPA_PLATFORM HOME="$tree/home" XDG_RUNTIME_DIR="$tree/home/run" \
        XDG_DATA_DIRS="$tree/share:/usr/share" \
        xvfb-run -a dbus-run-session -- "$0" inside "$tree/bin/squall"
    exit
fi

squall=$2
pid=

fail() {
    echo "FAIL: $*"
    [[ -z $pid ]] || kill "$pid"
    exit 1
}

windows() {
    xdotool search --onlyvisible --name '^Squall' 2>/dev/null || true
}

gdbus call --session --timeout 20 --dest org.squall.Squall --object-path /org/squall/Squall \
    --method org.freedesktop.Application.Activate '{}' || fail "the bus cannot start Squall"
window=$(timeout 20 xdotool search --sync --onlyvisible --name '^Squall' | head -n 1)
pid=$(xdotool getwindowpid "$window")
cmp -s "/proc/$pid/exe" "$squall" || fail "the bus started another program"

timeout 20 "$squall" http://127.0.0.1:9/ || fail "the second launch does not end well: $?"
[[ $(windows) == "$window" ]] || fail "there are these windows now: $(windows)"

kill -TERM "$pid"
for ((i = 0; i < 100; ++i)); do
    kill -0 "$pid" 2>/dev/null || break
    sleep 0.1
done
[[ $i -lt 100 ]] || fail "the window does not close"
