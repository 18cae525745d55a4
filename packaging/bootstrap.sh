#!/usr/bin/env bash
# From a clone on a bare Debian 12 to the running program: see `packaging/bootstrap.sh help`.
set -euo pipefail

# Compiler and build system.
build_packages=(g++ cmake ninja-build pkg-config)

# Libraries that the program is built from: Qt, TLS, compression, international names, JSON, the
# command line, HTTP/2, charts, SQLite.
library_packages=(qt6-base-dev libgl-dev libssl-dev zlib1g-dev libidn2-dev
    nlohmann-json3-dev libcli11-dev libnghttp2-dev libqcustomplot-dev libqcustomplot2.1-qt6
    qt6-tools-dev qt6-l10n-tools libqt6sql6-sqlite)

# What a window needs beyond the libraries: the platform plugins of Qt (xcb, offscreen), Qt's own
# words in other languages, and a font.
# Under Wayland the window appears through XWayland unless qt6-wayland is installed too.
window_packages=(qt6-qpa-plugins qt6-translations-l10n fonts-dejavu-core)

# A display of its own, a window manager, a session bus and the bus of screen readers, for the test
# that uses the program as a whole; a browser and a JSON Schema validator for tests of reports.
test_packages=(xvfb xauth openbox xdotool dbus at-spi2-core python3-pyatspi chromium
    chromium-driver python3-selenium python3-jsonschema)

# Servers that people have, to be tested against.
server_packages=(apache2-bin haproxy h2o nodejs nginx)

# Of these and of the others, those that bring a service of their name.
service_packages=(haproxy h2o nginx)

# Validators of what is installed, and the shells that complete it; tests skip where one is missing.
desktop_packages=(desktop-file-utils appstream shared-mime-info groff-base man-db zsh fish
    libglib2.0-bin)

# What makes a Debian package, and its judge.
debian_packages=(dpkg-dev file fakeroot lintian)

# Sanitizers and fuzzers, and second opinions on what HTTP and HdrHistogram's encoding are.
check_packages=(clang-19 libclang-rt-19-dev libhttp-parser-dev default-jdk-headless
    libhdrhistogram-java)

# A fresh Debian to try the package on, and a display for its window.
fresh_packages=(debootstrap wget xvfb xdotool)

# Other load testers and a server, to measure against.
bench_packages=(wrk hey apache2-utils nghttp2-client nginx openssl python3 libbenchmark-dev)

# For those who change the code: formatter, linters, fuzzers, a debugger.
dev_packages=(clang-format-19 clang-tidy-19 shellcheck gdb)

root=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
log=$root/build/bootstrap.log
verbose=false
[[ ${CI:-} != true ]] || verbose=true

usage() {
    cat <<'END'
Usage: packaging/bootstrap.sh [-v] COMMAND

  run [ARGUMENTS]   build Squall and start it; ARGUMENTS go to the program
  test              build everything and run every test
  check [--all]     build the tests of the engine with sanitizers and run them, then run the
                    fuzzers for 30 s each; with --all, the tests of the commands too
  package [--check] build the Debian package and let lintian judge it; with --check, as root,
                    install, run, upgrade and remove it on a fresh Debian 12 below build/package
  deps [GROUP]      install the packages of a group: run (default), test, check,
                    package, bench or dev
  bench [ARGUMENTS] measure against other load testers on loopback, in less than 10 minutes
                    once it is built; ARGUMENTS go to tests/bench/peers.py
  help              this text

Missing Debian packages are installed by apt-get, with sudo when you are not root; where nothing is
missing, nothing is installed. What apt-get and CMake print goes to build/bootstrap.log, and to the
screen with -v or CI=true.
END
}

say() {
    printf 'squall: %s\n' "$*" >&2
}

die() {
    say "$*"
    exit 1
}

# Runs a command with its output in the log, and shows the end of the log when it fails.
logged() {
    if $verbose; then
        "$@" >&2
        return
    fi
    printf '\n$ %s\n' "$*" >>"$log"
    if ! "$@" >>"$log" 2>&1; then
        tail -n 40 "$log" >&2
        die "that failed; the whole output is in $log"
    fi
}

in_root() {
    (cd "$root" && "$@")
}

# Beyond what a build needs.
extras_of() {
    local packages=()
    case $1 in
        run) ;;
        test)
            packages=("${test_packages[@]}" "${server_packages[@]}" "${desktop_packages[@]}"
                "${debian_packages[@]}")
            ;;
        check) packages=("${test_packages[@]}" "${server_packages[@]}" "${check_packages[@]}") ;;
        package) packages=("${debian_packages[@]}" "${fresh_packages[@]}") ;;
        bench) packages=("${bench_packages[@]}") ;;
        dev)
            packages=("${test_packages[@]}" "${server_packages[@]}" "${desktop_packages[@]}"
                "${debian_packages[@]}" "${fresh_packages[@]}" "${check_packages[@]}"
                "${bench_packages[@]}" "${dev_packages[@]}")
            ;;
        *) die "there is no group \"$1\"; the groups are run, test, check, package, bench and dev" ;;
    esac
    missing_of "${packages[@]}"
}

missing_of() {
    local package
    for package in "$@"; do
        is_installed "$package" || echo "$package"
    done
}

is_installed() {
    [[ $(dpkg-query -W -f='${db:Status-Status}' "$1" 2>/dev/null) == installed* ]]
}

as_root() {
    if [[ $(id -u) == 0 ]]; then
        "$@"
    else
        sudo "$@"
    fi
}

apt() {
    as_root env DEBIAN_FRONTEND=noninteractive LC_ALL=C.UTF-8 \
        apt-get -y -o DPkg::Lock::Timeout=120 -o Acquire::Retries=3 -o Dpkg::Use-Pty=0 "$@"
}

update_package_lists() {
    # One unreachable source among several is no reason to stop: installing will tell.
    apt update || say "apt-get update failed; going on with the package lists that are here"
}

# The package of a server brings a service. Tests and the benchmark start a server of their own
# instead, so this one is neither started nor enabled; where the package is installed already, its
# service is left as it is.
install_without_service() (
    package=$1
    policy=/usr/sbin/policy-rc.d
    if [[ ! -e $policy ]]; then
        trap 'as_root rm -f "$policy"' EXIT
        printf '#!/bin/sh\ncase "$*" in *%s*) exit 101 ;; esac\n' "$package" |
            as_root tee "$policy" >/dev/null
        as_root chmod 755 "$policy"
    fi
    apt install --no-install-recommends "$package" || exit 1
    if [[ -d /run/systemd/system ]]; then
        as_root systemctl disable --now "$package"
    fi
)

install_packages() {
    local group=$1 list needed extras
    list=("${build_packages[@]}" "${library_packages[@]}" "${window_packages[@]}")
    if ! command -v apt-get >/dev/null; then
        say "this system has no apt-get. Install what these Debian packages hold, then build with"
        say "  cmake --preset release && cmake --build --preset release"
        printf '  %s\n' "${list[@]}" >&2
        exit 1
    fi
    mapfile -t needed < <(missing_of "${list[@]}")
    extras=$(extras_of "$group")
    mapfile -t extras <<<"$extras"
    [[ -n ${extras[*]} ]] || extras=()
    [[ ${#needed[@]} -gt 0 || ${#extras[@]} -gt 0 ]] || return 0
    if [[ $(id -u) != 0 ]] && ! command -v sudo >/dev/null; then
        say "there is no sudo; as root, run: apt-get install ${needed[*]} ${extras[*]}"
        [[ ${#needed[@]} == 0 ]] || exit 1
        return 0
    fi
    say "installing packages: ${needed[*]} ${extras[*]}"
    logged update_package_lists
    [[ ${#needed[@]} == 0 ]] || logged apt install --no-install-recommends "${needed[@]}"
    [[ ${#extras[@]} == 0 ]] || install_extras "${extras[@]}"
}

# The program can be built without them, so what needs them may tell or skip.
install_extras() {
    local package others=() failed=()
    for package in "$@"; do
        if [[ " ${service_packages[*]} " != *" $package "* ]]; then
            others+=("$package")
        elif ! install_without_service "$package" >>"$log" 2>&1; then
            failed+=("$package")
        fi
    done
    if [[ ${#others[@]} -gt 0 ]] &&
        ! apt install --no-install-recommends "${others[@]}" >>"$log" 2>&1; then
        failed+=("${others[@]}")
    fi
    if [[ ${#failed[@]} -gt 0 ]]; then
        say "these could not be installed, and what needs them is left out: ${failed[*]}"
    fi
}

# As many compilers at once as there are processors, and 1.5 GB of memory for each.
parallel_jobs() {
    local megabytes jobs
    jobs=$(nproc)
    megabytes=$(awk '/^MemAvailable:/ { print int($2 / 1024) }' /proc/meminfo 2>/dev/null || true)
    if [[ -n $megabytes ]] && ((megabytes / 1536 < jobs)); then
        jobs=$((megabytes / 1536))
    fi
    echo $((jobs > 0 ? jobs : 1))
}

# `build PRESET TARGET…`. A change of a CMakeLists.txt is seen by the build itself.
build() {
    local preset=$1 ninja_file=$root/build/$1/build.ninja
    shift
    if [[ ! -e $ninja_file || $root/CMakePresets.json -nt $ninja_file ]]; then
        say "configuring"
        logged in_root cmake --preset "$preset"
    fi
    say "building (build/$preset)"
    logged in_root cmake --build "build/$preset" --parallel "$(parallel_jobs)" --target "$@"
}

run() {
    install_packages run
    build release squall
    exec "$root/build/release/squall" "$@"
}

run_tests() {
    install_packages test
    build release all
    say "testing"
    in_root ctest --preset release --parallel "$(nproc)" "$@"
}

# The engine runs under every sanitizer that can say something about it. The commands, which drag
# the window along, take twice as long to build, and wait for --all.
run_checks() {
    local targets=(core_tests) label=core
    case ${1:-} in
        --all)
            targets=(unit_tests integration_tests)
            label='unit|integration'
            ;;
        '') ;;
        *) die "check takes --all, not \"$1\"" ;;
    esac
    install_packages check
    build asan "${targets[@]}" squall_fuzz
    say "testing for wrong addresses, leaks and undefined behaviour"
    in_root ctest --preset asan --parallel "$(nproc)" --label-regex "$label"
    build tsan threaded_tests
    say "testing for races between threads"
    in_root ctest --preset tsan --parallel "$(nproc)" --label-regex threaded
    say "fuzzing"
    in_root tests/fuzz/run.sh 30
}

# The package, in build/package.
package() {
    local folder=$root/build/package check=false file
    [[ ${1:-} != --check ]] || check=true
    install_packages package
    build release squall squall_pages squall_debian
    mkdir -p "$folder"
    rm -f "$folder"/*.deb
    logged cpack --config "$root/build/release/CPackConfig.cmake" -B "$folder"
    file=$(echo "$folder"/*.deb)
    say "asking lintian"
    lintian --allow-root --fail-on error,warning "$file"
    if $check; then
        "$root/tests/packaging/cleanroot.sh" "$file" "$folder/cleanroot" || [[ $? == 77 ]]
    fi
    say "$file"
}

# A folder of its own, so that the usual one is not configured anew for it.
build_bench() {
    local folder=$root/build/bench
    if [[ ! -e $folder/build.ninja || $root/CMakePresets.json -nt $folder/build.ninja ]]; then
        say "configuring"
        logged in_root cmake --preset release -B "$folder" -DSQUALL_BENCH=ON
    fi
    say "building (build/bench)"
    logged in_root cmake --build "$folder" --parallel "$(parallel_jobs)" --target squall_bench
}

bench() {
    install_packages bench
    build_bench
    exec python3 "$root/tests/bench/peers.py" "$@"
}

main() {
    if [[ ${1:-} == -v ]]; then
        verbose=true
        shift
    fi
    local command=${1:-help}
    [[ $# -eq 0 ]] || shift
    case $command in
        run | test | check | package | deps | bench)
            mkdir -p "$root/build"
            : >"$log"
            ;;
    esac
    case $command in
        run) run "$@" ;;
        test) run_tests "$@" ;;
        check) run_checks "$@" ;;
        package) package "$@" ;;
        deps) install_packages "${1:-run}" ;;
        bench) bench "$@" ;;
        help | -h | --help) usage ;;
        *)
            usage >&2
            die "there is no command \"$command\""
            ;;
    esac
}

main "$@"
