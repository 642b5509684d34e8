#!/usr/bin/env bash
# The closing line counts what really happened: tests are made that pass, fail, skip and cannot be started.
# usage: tally_counts.sh SOURCE_TREE
set -euo pipefail
tally=$1/.ci/tally.sh
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"

bad=0
expect() { # expect EXIT_CODE LINE...: run the tests of CTestTestfile.cmake; the tally has to end so and hold these lines
    local code=0 line
    ctest --output-junit junit.xml --test-output-size-passed 65536 >/dev/null 2>&1 || true
    "$tally" junit.xml >said || code=$?
    [ "$code" -eq "$1" ] || { echo "exit code $code, should be $1" && bad=1; }
    shift
    [ "$(tail -n 1 said)" = "$1" ] || { echo "last line: $(tail -n 1 said), should be: $1" && bad=1; }
    for line in "$@"; do
        grep -qF -- "$line" said || { echo "not said: $line" && cat said && bad=1; }
    done
}

cat >CTestTestfile.cmake <<'TXT'
add_test("core/a < b & c" sh -c "echo fine")
add_test("shared/run" sh -c "echo 'SKIPPED: shared/run: no <data> here'; exit 77")
set_tests_properties("shared/run" PROPERTIES SKIP_RETURN_CODE 77)
add_test("peer/partly" sh -c "echo 'SKIPPED: peer/one: not installed'")
TXT
expect 0 "2 passed, 0 failed, 1 skipped" "1 skipped:" "shared/run: no <data> here" "peer/one: not installed"

cat >>CTestTestfile.cmake <<'TXT'
add_test("core/broken" sh -c "exit 3")
add_test("core/missing" /nonexistent/program)
add_test("core/crash" sh -c "kill -SEGV $$")
TXT
expect 1 "2 passed, 3 failed, 1 skipped" "core/broken" "core/missing" "core/crash"

cat >CTestTestfile.cmake <<'TXT'
add_test("core/skip" sh -c "exit 77")
set_tests_properties("core/skip" PROPERTIES SKIP_RETURN_CODE 77)
TXT
expect 1 "0 passed, 0 failed, 1 skipped" "core/skip: no reason given"
exit $bad
