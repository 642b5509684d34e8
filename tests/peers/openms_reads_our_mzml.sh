#!/usr/bin/env bash
# OpenMS, which knows nothing of us, finds simulated runs valid against the schema and with a correct index, and counts in
# them what gassan counts: cations, anions in both geometries, centroids and profiles.
# usage: openms_reads_our_mzml.sh GASSAN
set -euo pipefail
if ! command -v FileInfo >/dev/null; then
    echo "SKIPPED: peers/openms_reads_our_mzml: FileInfo of OpenMS (Debian package topp) is not installed"
    exit 77
fi
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
short="--runs 1 --separation.run_length_low_s 120 --separation.run_length_high_s 120"
"$1" simulate --preset tiny --seed 20 -o "$work/cations" --quiet
# shellcheck disable=SC2086  # several words on purpose
for geometry in anion_silica anion_coated; do
    "$1" simulate --preset demo --geometry $geometry $short --seed 20 -o "$work/$geometry" --quiet
done
# shellcheck disable=SC2086
"$1" simulate --preset demo --profile $short --seed 20 -o "$work/profile" --quiet

bad=0
expect() { # expect LINE: of what OpenMS said
    grep -qF -- "$1" "$work/said" || { echo "$run: OpenMS did not say \"$1\" but:" && cat "$work/said" && bad=1; }
}
valid() { # valid RUN
    run=$1
    FileInfo -in "$run" -v >"$work/said" 2>&1 </dev/null || true
    expect "Success - the file is valid!"
    expect "Success - the file is semantically valid!"
    FileInfo -in "$run" -i >"$work/said" 2>&1 </dev/null || true
    expect "Found a valid indexed mzML XML File"
    FileInfo -in "$run" >"$work/said" 2>&1 </dev/null || true
}
for run in "$work"/profile/runs/*.mzML; do
    valid "$run"
    expect "Profile (Profile)"
done
for run in "$work"/cations/runs/*.mzML "$work"/anion_*/runs/*.mzML; do
    valid "$run"
    "$1" check "$run" --json >"$work/check.json"
    count() { sed -n "s/^ *\"$1\": \([0-9]*\),*\$/\1/p" "$work/check.json"; }
    expect "Number of spectra: $(count spectra)"
    expect "Total number of peaks: $(count points)"
    expect "Centroid (Centroid)"
done
exit $bad
