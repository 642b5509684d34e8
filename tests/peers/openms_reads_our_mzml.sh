#!/usr/bin/env bash
# OpenMS, which knows nothing of us, finds a simulated run valid against the schema and with a correct index, and counts
# in it what gassan counts.
# usage: openms_reads_our_mzml.sh GASSAN
set -euo pipefail
if ! command -v FileInfo >/dev/null; then
    echo "SKIPPED: peers/openms_reads_our_mzml: FileInfo of OpenMS (Debian package topp) is not installed"
    exit 77
fi
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
"$1" simulate --preset tiny --seed 20 -o "$work" >/dev/null

bad=0
expect() { # expect LINE: of what OpenMS said
    grep -qF -- "$1" "$work/said" || { echo "$run: OpenMS did not say \"$1\" but:" && cat "$work/said" && bad=1; }
}
for run in "$work"/runs/*.mzML; do
    FileInfo -in "$run" -v >"$work/said" 2>&1 </dev/null || true
    expect "Success - the file is valid!"
    expect "Success - the file is semantically valid!"
    FileInfo -in "$run" -i >"$work/said" 2>&1 </dev/null || true
    expect "Found a valid indexed mzML XML File"

    "$1" check "$run" --json >"$work/check.json"
    count() { sed -n "s/^ *\"$1\": \([0-9]*\),*\$/\1/p" "$work/check.json"; }
    FileInfo -in "$run" >"$work/said" 2>&1 </dev/null || true
    expect "Number of spectra: $(count spectra)"
    expect "Total number of peaks: $(count points)"
    expect "Centroid (Centroid)"
done
exit $bad
