#!/usr/bin/env bash
# Runs each fuzzer for so many seconds, from the seeds in corpus/, and fails on a finding.
set -euo pipefail

seconds=${1:-}
if [[ ! $seconds =~ ^[1-9][0-9]*$ ]]; then
    echo "Usage: tests/fuzz/run.sh SECONDS [FUZZER…]" >&2
    exit 2
fi
shift

here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
root=$(cd "$here/../.." && pwd)
build=${SQUALL_FUZZ_BUILD:-$root/build/asan}
if [[ ! -e $build/build.ninja ]]; then
    (cd "$root" && cmake --preset asan -B "$build")
fi
cmake --build "$build" --target squall_fuzz

if [[ $# -eq 0 ]]; then
    for fuzzer in "$build"/bin/fuzz_*; do
        set -- "$@" "$(basename "$fuzzer")"
    done
fi

mkdir -p "$build/findings"
failed=$build/findings/failed
: >"$failed"

# What is found on the way is kept in the build folder, as the next run's start.
fuzz() {
    local fuzzer=$1 found=$build/corpus/$1 log=$build/findings/$1.log
    mkdir -p "$found"
    if "$build/bin/$fuzzer" -max_total_time="$seconds" -timeout=10 -rss_limit_mb=1024 \
        -print_final_stats=1 -artifact_prefix="$build/findings/$fuzzer-" \
        "$found" "$here/corpus/$fuzzer" >"$log" 2>&1; then
        echo "$fuzzer: $(sed -n 's/^stat::number_of_executed_units: *//p' "$log") inputs"
    else
        tail -n 40 "$log"
        echo "$fuzzer" >>"$failed"
    fi
}

# As many at once as there are processors, unless it is said how many.
jobs=${SQUALL_FUZZ_JOBS:-$(nproc)}
for fuzzer in "$@"; do
    while [[ $(jobs -rp | wc -l) -ge $jobs ]]; do
        wait -n || true
    done
    fuzz "$fuzzer" &
done
wait

if [[ -s $failed ]]; then
    echo "findings: $(tr '\n' ' ' <"$failed")the inputs are in $build/findings" >&2
    exit 1
fi
