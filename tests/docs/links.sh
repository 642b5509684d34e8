#!/usr/bin/env bash
# Every relative link of every .md file leads to a file that is there, and its #anchor to a heading. The index of
# decisions has every page of its folder.
# usage: links.sh SOURCE_TREE
set -euo pipefail
cd "$1"

slugs() { # the anchors of a page's headings, as the usual renderers make them
    sed -n 's/^##* *//p' "$1" | tr '[:upper:]' '[:lower:]' | sed 's/[][`*(),.:;!?"'"'"'\/+&]//g; s/ /-/g'
}

links() { # the targets of a page's links; code blocks and code spans are not links
    awk '/^ *```/ { code = !code } !code' "$1" | sed 's/`[^`]*`//g' | grep -oE '\]\([^) ]+' | sed 's/^](//' || true
}

checked=0 bad=0
while IFS= read -r page; do
    while IFS= read -r link; do
        case "$link" in http://* | https://* | mailto:*) continue ;; esac
        checked=$((checked + 1))
        target=${link%%#*}
        [ -n "$target" ] && target=$(dirname "$page")/$target || target=$page
        if [ ! -e "$target" ]; then
            echo "$page: link to $link: no such file"
            bad=1
        elif [[ $link == *#* ]] && ! slugs "$target" | grep -qxF -- "${link#*#}"; then
            echo "$page: link to $link: no such heading"
            bad=1
        fi
    done < <(links "$page")
done < <(find . -name '*.md' -not -path './build/*' -not -path './.git/*' | sort)
for page in docs/decisions/[0-9]*.md; do
    [ -e "$page" ] || continue
    grep -qF "](${page##*/})" docs/decisions/README.md || { echo "docs/decisions/README.md: ${page##*/} is not listed" && bad=1; }
done
echo "links: $checked checked"
[ "$checked" -gt 0 ] && exit $bad
