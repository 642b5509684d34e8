#!/bin/sh
# The unit tests again, under the address and undefined-behaviour sanitizers: a wrong index or a signed overflow ends
# the test. Of core and io only: the program, data tests and documents add a third to the time and hardly any new code.
set -eu
cd "$(dirname "$0")/.."
jobs=$(nproc)
cmake --preset asan >/dev/null
cmake --build --preset asan -j "$jobs" --target core_tests io_tests
ctest --preset asan -j "$jobs" -R '^(core|io)/' --no-tests=error </dev/null
