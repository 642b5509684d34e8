#!/usr/bin/env bash
# Runs a tutorial: every ```sh block, in order, in an empty folder; the ```text block after it is what the page says
# the commands print. Each of its lines has to appear, in that order. In such a line … stands for anything (a path, a
# time); a line of … alone for any number of lines. Blocks with more words after ```sh are not run.
# usage: tutorial.sh PAGE.md GASSAN
set -euo pipefail
page=$1
PATH=$(cd "$(dirname "$2")" && pwd):$PATH
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

# blocks/01.sh, blocks/01.text, blocks/02.sh, ...
mkdir "$work/blocks" "$work/run"
awk -v folder="$work/blocks" '
    /^```/ && file == "" {
        if ($0 == "```sh") file = sprintf("%s/%02d.sh", folder, ++number)
        else if ($0 == "```text" && number) file = sprintf("%s/%02d.text", folder, number)
        else file = "/dev/null"
        next
    }
    /^```$/ { file = ""; next }
    file != "" { print > file }
' "$page"

as_pattern() { # the line as a shell pattern in which only … is special
    local text=$1
    text=${text//\\/\\\\}
    text=${text//\*/\\*}
    text=${text//\?/\\?}
    text=${text//\[/\\[}
    printf '%s' "${text//…/*}"
}

check_output() { # check_output EXPECTED GOT: every expected line, in order
    local expected pattern got
    exec 3<"$2"
    while IFS= read -r expected; do
        pattern=$(as_pattern "$expected")
        while :; do
            if ! IFS= read -r got <&3; then
                printf '%s: the page shows a line that was not printed (in this order):\n  %s\nprinted was:\n' "$page" "$expected"
                sed 's/^/  /' "$2"
                return 1
            fi
            # shellcheck disable=SC2053  # a pattern on purpose
            [[ $got == $pattern ]] && break
        done
    done <"$1"
}

cd "$work/run"
run=0 shown=0
for block in "$work"/blocks/*.sh; do
    if ! bash -eu "$block" >"$work/got" 2>&1 </dev/null; then
        printf '%s: this block failed:\n%s\nit printed:\n%s\n' "$page" "$(<"$block")" "$(<"$work/got")"
        exit 1
    fi
    run=$((run + 1))
    text=${block%.sh}.text
    [ -e "$text" ] || continue
    check_output "$text" "$work/got"
    shown=$((shown + 1))
done
echo "tutorial: $run blocks run, $shown outputs compared"
[ "$run" -ge 3 ] && [ "$shown" -ge 2 ]
