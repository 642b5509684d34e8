#!/usr/bin/env bash
# The unit tests again, with core and io under the address and undefined-behaviour sanitizers: a wrong index or a signed
# overflow ends the test. Of core and io only: the program, data tests and documents add a third to the time and hardly
# any new code. The tests' own objects are those of the preset test (tests/sanitized).
set -euo pipefail
cd "$(dirname "$0")/.."
jobs=$(nproc)
cmake --preset test >/dev/null
cmake --build --preset test -j "$jobs" --target core_tests io_tests
cmake --preset asan >/dev/null
cmake --build --preset asan -j "$jobs"

lists=$(mktemp -d)
trap 'rm -rf "$lists"' EXIT
export LSAN_OPTIONS="suppressions=$PWD/.ci/leaks.txt"
cd build/asan/tests/sanitized

# run_all <program>: every test once, in as many processes as there are processors; each is said where one fails.
run_all() {
    local program=$1 list workers=() worker status=0 listed ran
    { "./$program" --list-test-names-only || true; } | sed 's/[\\,[]/\\&/g' >"$lists/$program" # it exits with their number
    [ -s "$lists/$program" ]
    split -n "r/$jobs" "$lists/$program" "$lists/$program."
    for list in "$lists/$program".*; do
        "./$program" --input-file "$list" --use-colour no >"$list.log" 2>&1 &
        workers+=($!)
    done
    for worker in "${workers[@]}"; do wait "$worker" || status=1; done
    for list in "$lists/$program".*.log; do
        grep -qE '^All tests passed' "$list" || { cat "$list" && status=1; }
    done
    listed=$(wc -l <"$lists/$program")
    ran=$(sed -nE 's/^(All tests passed .* in|test cases:) *([0-9]+) ?.*/\2/p' "$lists/$program".*.log | awk '{ n += $1 } END { print n + 0 }')
    printf '%s under the sanitizers: %s of %s test cases run\n' "$program" "$ran" "$listed"
    [ "$ran" -eq "$listed" ] || status=1
    return $status
}
failed=0
run_all core_tests || failed=1
run_all io_tests || failed=1
exit $failed
