#!/usr/bin/env bash
# Builds the readers as targets of libFuzzer and runs them for so many seconds in all, side by side. Any crash,
# error of a sanitizer, input that takes 10 s, or memory beyond what a small file may ask for ends it with exit code 1 and
# the path of the input that does it.
# usage: fuzz.sh [SECONDS]
set -euo pipefail
cd "$(dirname "$0")/.."
seconds=${1:-240}
build=build/fuzz
targets=(mzml mzxml netcdf hdf5 packed agilent codecs tables)

cmake --preset fuzz >/dev/null
cmake --build --preset fuzz -j "$(nproc)" >"$build/build.log" || { cat "$build/build.log" && exit 1; }
# The quarantine of freed memory counts as memory: without a limit it hides what a reader takes.
export ASAN_OPTIONS=quarantine_size_mb=16:allocator_may_return_null=0 LSAN_OPTIONS=suppressions=$PWD/.ci/leaks.txt:print_suppressions=0
mkdir -p "$build/found" "$build/seeds"
"$build/tests/fuzz/fuzz_seeds" "$build/seeds"

attack() { # attack TARGET SECONDS: one target, one line of what it did
    local target=$1 program=$1 log=$build/found/$1.log
    case $target in mzml | mzxml | netcdf | hdf5 | packed) program=run ;; esac
    mkdir -p "$build/corpus/$target"
    # What was learnt stays in the build folder and is begun with the next time.
    if ! "$build/tests/fuzz/${program}_fuzz" "$build/corpus/$target" "$build/seeds/$target" \
        -max_total_time="$2" -max_len=65536 -timeout=10 -rss_limit_mb=512 -malloc_limit_mb=256 \
        -artifact_prefix="$build/found/$target-" -print_final_stats=1 >"$log" 2>&1; then
        tail -n 60 "$log"
        echo "fuzz: $target failed; to see it again: $build/tests/fuzz/${program}_fuzz $(sed -n 's/.*Test unit written to //p' "$log" | tail -n 1)"
        return 1
    fi
    printf 'fuzz: %-8s %9d inputs, %d kept, %d MB at most\n' "$target" \
        "$(sed -n 's/^stat::number_of_executed_units: *//p' "$log")" "$(find "$build/corpus/$target" -type f | wc -l)" \
        "$(sed -n 's/^stat::peak_rss_mb: *//p' "$log")"
}
export -f attack
export build

# The seconds are shared out, and the targets run side by side, one a processor.
printf '%s\n' "${targets[@]}" |
    xargs -P "$(nproc)" -I TARGET bash -euo pipefail -c "attack TARGET $((seconds / ${#targets[@]}))"
