#!/bin/sh
# Do the documents tell the truth? Links resolve, commands and flags exist, generated pages are up to date, and the
# tutorial prints what it says. Needs the build of ./bootstrap test; the scripts are in tests/docs.
set -eu
cd "$(dirname "$0")/.."
ctest --preset test -L '^docs$' </dev/null
