#!/usr/bin/env bash
# A browser shows the report without a network: every plot is drawn, and nothing is asked for elsewhere.
# usage: browser_shows_our_report.sh GASSAN
set -euo pipefail
if ! command -v chromium >/dev/null; then
    echo "SKIPPED: peers/browser_shows_our_report: chromium is not installed"
    exit 77
fi
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
"$1" demo -o "$work/demo" >/dev/null
report=$(find "$work/demo" -name report.html | head -n 1)

chromium --headless --no-sandbox --disable-gpu --user-data-dir="$work/profile" --host-resolver-rules="MAP * ~NOTFOUND" \
    --enable-logging=stderr --dump-dom "file://$report" >"$work/dom" 2>"$work/log" </dev/null
bad=0
if grep -E 'CONSOLE|ERR_NAME_NOT_RESOLVED' "$work/log"; then
    echo "^^ the browser complains"
    bad=1
fi
plots=$(grep -o '<svg' "$work/dom" | wc -l)
[ "$plots" -ge 14 ] || { echo "$plots plots, should be 14: map, total, twelve ions" && bad=1; }
exit $bad
