#!/usr/bin/env bash
# The pages that the program writes of itself are those in the tree.
# usage: generated.sh SOURCE_TREE GASSAN
set -euo pipefail
pages=$(mktemp -d)
trap 'rm -rf "$pages"' EXIT
"$2" docs -o "$pages"
bad=0
for page in "$pages"/*; do
    diff -u "$1/docs/$(basename "$page")" "$page" || bad=1
done
[ $bad -eq 0 ] || echo "write them anew: gassan docs -o docs"
[ -n "$(ls "$pages")" ] && exit $bad
