#!/usr/bin/env bash
# The pages that the program writes of itself are those in the tree.
# usage: generated.sh SOURCE_TREE GASSAN
set -euo pipefail
page=$(mktemp)
trap 'rm -f "$page"' EXIT
bad=0
for name in cli parameters; do
    "$2" docs $name >"$page"
    diff -u "$1/docs/$name.md" "$page" || { echo "write it anew: gassan docs $name > docs/$name.md" && bad=1; }
done
exit $bad
