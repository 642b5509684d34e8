#!/bin/sh
# The unit tests again, under the address and undefined-behaviour sanitizers: a wrong index or a signed overflow ends
# the test. Data tests and documents are left out here, they add time and no new code.
set -eu
cd "$(dirname "$0")/.."
jobs=$(nproc)
cmake --preset asan >/dev/null
cmake --build --preset asan -j "$jobs" --target core_tests io_tests cli_tests
ctest --preset asan -j "$jobs" -R '^(core|io|cli)/' --no-tests=error </dev/null
