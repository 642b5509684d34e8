#!/bin/sh
# The unit tests again, under the address and undefined-behaviour sanitizers: a wrong index or a signed overflow ends
# the test. Data tests and documents are left out here, they add time and no new code.
set -eu
cd "$(dirname "$0")/.."
jobs=$(nproc)
cmake --preset asan >/dev/null
programs=$(ninja -C build/asan -t targets all | sed -n 's/^\([a-z_]*_tests\): phony$/\1/p' | grep -vE '^(cmake_.*|header_tests|shared_tests)$')
# shellcheck disable=SC2086  # several words on purpose
cmake --build --preset asan -j "$jobs" --target $programs
ctest --preset asan -j "$jobs" -R '^(core|io|cli)/' --no-tests=error </dev/null
