#!/usr/bin/env bash
# The checks of the documents see a broken link, a command, a flag and an output that are not there.
# usage: checks_can_fail.sh SOURCE_TREE
set -euo pipefail
checks=$1/tests/docs
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
mkdir "$work/tree" "$work/bin"
cat >"$work/bin/gassan" <<'TXT'
#!/bin/sh
case "$*" in
    --help) echo "  detect   features of one run" ;;
    "detect --help") echo "  -o,--output FILE   where to" ;;
    detect*) echo "3 features in 0.21 s" ;;
    *) exit 2 ;;
esac
TXT
chmod +x "$work/bin/gassan"

bad=0
page() { cat >"$work/tree/page.md"; }
expect() { # expect passed|seen CHECK ARGUMENT...
    local verdict=seen want=$1 check=$2
    shift 2
    "$checks/$check" "$@" >"$work/said" 2>&1 && verdict=passed
    [ $verdict = "$want" ] && return
    printf '%s was %s, should be %s:\n%s\nit said: %s\n' "$check" $verdict "$want" "$(<"$work/tree/page.md")" "$(<"$work/said")"
    bad=1
}
links() { expect "$1" links.sh "$work/tree"; }
commands() { expect "$1" commands.sh "$work/tree" "$work/bin/gassan"; }
tutorial() { expect "$1" tutorial.sh "$work/tree/page.md" "$work/bin/gassan"; }

printf '# A page\n[here](page.md#a-page) [web](https://example.org/none)\n' | page; links passed
printf '# A page\n[here](other.md)\n' | page; links seen
printf '# A page\n[here](page.md#another)\n' | page; links seen

mkdir -p "$work/tree/docs/decisions"
: >"$work/tree/docs/decisions/0001-one.md"
index() { cat >"$work/tree/docs/decisions/README.md"; }
printf '# A page\n[here](page.md)\n' | page
printf '[0001](0001-one.md)\n' | index; links passed
printf 'none yet\n' | index; links seen
rm -r "$work/tree/docs"

printf 'Type `gassan detect run.mzML -o out.tsv`.\n' | page; commands passed
printf '`gassan detect`, `gassan detekt run.mzML`\n' | page; commands seen
printf '`gassan detect`, `gassan detect --outputs x`\n' | page; commands seen
printf '`gassan detect`\n```sh\nls | gassan detect \\\n   --nothing\n```\n' | page; commands seen
printf '```sh\ngassan detect -o x  # not; gassan none\n```\n' | page; commands passed

shown() { printf '```sh\ngassan detect a\n```\n```text\n%s\n```\n' "$@"; }
shown '3 features in … s' '3 features in … s' '3 features in 0.21 s' | page; tutorial passed
shown '3 features in … s' '3 features in … s' '4 features in … s' | page; tutorial seen
shown '3 features in … s' '3 features in … s' '3 feature? in … s' | page; tutorial seen
{ shown '3 features …' '3 features …' && printf '```sh\ngassan simulate\n```\n'; } | page; tutorial seen
exit $bad
