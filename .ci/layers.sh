#!/bin/sh
# The house has one direction: core <- io <- cli. Prints every line that breaks it, with the reason; then exits with 1.
# usage: layers.sh [SOURCE_TREE]
set -eu
cd "${1:-$(dirname "$0")/..}"
bad=0
deny() { # deny <folder> <pattern> <why> [<file pattern that may>]
    [ -d "$1" ] || return 0
    lines=$(grep -rnE --include='*.hpp' --include='*.cpp' -- "$2" "$1" | grep -vE "^(${4:-nothing}):" || true)
    [ -n "$lines" ] || return 0
    printf '%s\n' "$lines"
    echo "^^ $1: $3" >&2
    bad=1
}
deny core  '^ *# *include *["<](io|cli|tests|bench)/' "core knows no other room"
deny io    '^ *# *include *["<](cli|tests|bench)/'    "io knows only core"
deny io    '^ *# *include *"core/(signal|trace|peak|mobility|group|align|match|annotate|quantify|correct|quality|normalise|stats|cohort|food|simulate)/' \
    "io knows the values of core, none of its stages"
deny cli   '^ *# *include *["<](tests|bench)/'        "the program does not lean on its tests"
deny core  '^ *# *include *<(fstream|iostream|filesystem|cstdio|stdio\.h|unistd\.h|fcntl\.h)>' "core knows no files and prints nothing"
deny core  'std::(cout|cerr|clog)|(^|[^a-z_n])f?printf *\(|(^|[^a-z_])fmt::print *\('  "core prints nothing: return a note instead"
deny core  'std::(abort|exit|quick_exit)|(^|[^a-z_])s?rand *\(|std::random_device'  "core neither ends the process nor rolls hidden dice"
deny core  '^ *# *include *<(chrono|ctime|time\.h)>|(system|steady|high_resolution)_clock'     "core reads no clock"
deny core  '^ *# *include *<(thread|execution|future|mutex|omp\.h)>|# *pragma omp' \
    "threads live in core/pipeline and core/base/parallel" 'core/(pipeline|base/parallel)\.[ch]pp'
deny core  '(^|[^a-z_])virtual |: *public +[A-Z][A-Za-z]*[^A-Za-z].*\{' "core has no class hierarchies: free functions, plain structs" 'core/base/error\.hpp'
for room in core io cli; do
    deny "$room" 'setlocale *\(|std::locale|std::(stod|stof|strtod)|(^|[^a-z_])(strtod|atof) *\(' "numbers are read with from_chars and written with to_chars: the locale is never used"
done
# One name, one thing: two types of one name in one namespace link silently and crash where inlining differs.
twice=$(find core io cli -name '*.hpp' -exec awk '
    FNR == 1 { space = "" }
    /^namespace [A-Za-z:_]+ \{/ && space == "" { space = $2 }
    /^(struct|class|enum class) [A-Z][A-Za-z0-9]*( final)?( : [^;]*)? \{/ {
        name = $1 == "enum" ? $3 : $2
        print space "::" name
    }' {} + 2>/dev/null | sort | uniq -d)
if [ -n "$twice" ]; then
    printf '%s\n' "$twice"
    echo "^^ defined twice" >&2
    bad=1
fi
# A source that includes its header before all else proves that the header compiles alone (tests/CMakeLists.txt).
alone=$(find core io cli -name '*.cpp' -exec awk '
    FNR == 1 { waits = 1; header = FILENAME; sub(/cpp$/, "hpp", header); if ((getline line <header) < 0) waits = 0; close(header) }
    waits && !/^ *(\/\/.*)?$/ {
        if ($0 != "#include \"" header "\"") print FILENAME ":" FNR ": " $0
        waits = 0
    }' {} + 2>/dev/null | sort)
if [ -n "$alone" ]; then
    printf '%s\n' "$alone"
    echo "^^ a source begins with its own header, so that the header is seen to compile alone" >&2
    bad=1
fi
once=$(find core io cli -name '*.hpp' -exec awk 'FNR == 1 && $0 != "#pragma once" { print FILENAME ": " $0 }' {} + 2>/dev/null | sort)
if [ -n "$once" ]; then
    printf '%s\n' "$once"
    echo "^^ a header begins with #pragma once" >&2
    bad=1
fi
exit $bad
