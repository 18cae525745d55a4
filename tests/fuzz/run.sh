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

# What is found on the way is kept in the build folder, as the next run's start.
failed=()
for fuzzer in "$@"; do
    found=$build/corpus/$fuzzer
    mkdir -p "$found" "$build/findings"
    echo "$fuzzer: $seconds s"
    log=$build/findings/$fuzzer.log
    if ! "$build/bin/$fuzzer" -max_total_time="$seconds" -timeout=10 \
        -print_final_stats=1 -artifact_prefix="$build/findings/$fuzzer-" \
        "$found" "$here/corpus/$fuzzer" >"$log" 2>&1; then
        tail -n 40 "$log"
        failed+=("$fuzzer")
        continue
    fi
    grep -E 'number_of_executed_units|^Done' "$log"
done

if [[ ${#failed[@]} -gt 0 ]]; then
    echo "findings: ${failed[*]}; the inputs are in $build/findings" >&2
    exit 1
fi
