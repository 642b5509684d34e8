#!/usr/bin/env bash
# Every `gassan COMMAND --flag` that a page shows, in a shell block or as code in a sentence, exists in the program.
# What a block follows with || is shown to fail and may be wrong on purpose; the tutorial's test looks at it.
# usage: commands.sh SOURCE_TREE GASSAN
set -euo pipefail
cd "$1"
gassan=$2

uses() { # one use a line: "gassan detect --polarity positive run.mzML"
    awk '
        /^ *```/ { code = !code; shell = code && /```(sh|bash|console)/; next }
        code && shell {
            sub(/[ \t]#.*/, "")
            line = held $0; held = ""
            if (sub(/\\$/, "", line)) { held = line; next }
            gsub(/gassan [^|;&]*\|\|/, "", line)
            count = split(line, parts, /[|;&(]+/)
            for (i = 1; i <= count; ++i) if (match(parts[i], /(^|[ \/])gassan [-a-z]/)) print substr(parts[i], RSTART)
        }
        !code { count = split($0, parts, "`"); for (i = 2; i <= count; i += 2) if (parts[i] ~ /^gassan [-a-z]/) print parts[i] }
    ' "$1"
}

help_of() { # help_of [command]: cached, since pages name the same few commands over and over
    local file=$cache/${1:-top}
    [ -e "$file" ] || "$gassan" ${1:+"$1"} --help >"$file" 2>/dev/null || rm -f "$file"
    [ -e "$file" ] && cat "$file"
}
names() { # names HELP WORD: does the help list this flag or command as a word of its own?
    grep -qE -- "(^|[ ,/|[])$2([] ,=:/|]|\$)" <<<"$1"
}

cache=$(mktemp -d)
trap 'rm -rf "$cache"' EXIT
top=$(help_of)
checked=0 bad=0
while IFS= read -r page; do
    while read -r _ command rest; do
        checked=$((checked + 1))
        help=$top
        if [[ $command == -* ]]; then
            rest="$command $rest"
        elif ! help=$(help_of "$command"); then
            echo "$page: gassan $command: no such command"
            bad=1
            continue
        fi
        for word in $rest; do
            [[ $word =~ ^--?[A-Za-z] ]] || continue
            names "$help" "${word%%=*}" || { echo "$page: gassan $command $word: no such flag" && bad=1; }
        done
    done < <(uses "$page" | sed 's/^[ \/]*//')
done < <(find . -name '*.md' -not -path './build/*' -not -path './.git/*' | sort)
echo "commands: $checked uses checked"
[ "$checked" -gt 0 ] && exit $bad
