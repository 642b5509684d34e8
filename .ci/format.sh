#!/bin/sh
# Is every source file as clang-format would write it?   format.sh: say so (exit 1 if not)   format.sh --fix: write it
set -eu
cd "$(dirname "$0")/.."
case "${1:-}" in
    "") how="--dry-run -Werror --ferror-limit=1" ;;
    --fix) how=-i ;;
    *) echo "usage: .ci/format.sh [--fix]" >&2; exit 2 ;;
esac
# shellcheck disable=SC2086  # two words on purpose
find core io cli tests bench \( -name '*.hpp' -o -name '*.cpp' \) -print0 | xargs -0 -r -n 1 clang-format $how
