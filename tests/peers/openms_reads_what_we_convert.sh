#!/usr/bin/env bash
# OpenMS, which knows nothing of us, finds converted runs valid against the schema and with a correct index: centroids and
# profiles, packed and not, with what was known of the run before; from mzML, and back from mzMLb.
# usage: openms_reads_what_we_convert.sh GASSAN
set -euo pipefail
if ! command -v FileInfo >/dev/null; then
    echo "SKIPPED: peers/openms_reads_what_we_convert: FileInfo of OpenMS (Debian package topp) is not installed"
    exit 77
fi
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
short="--runs 1 --separation.run_length_low_s 60 --separation.run_length_high_s 60"
# shellcheck disable=SC2086  # several words on purpose
"$1" simulate --preset demo --profile $short --seed 20 -o "$work/made" --quiet 2>/dev/null
run=$(find "$work/made/runs" -name '*.mzML' | head -n 1)
cd "$work"
"$1" convert -q "$run" profile.mzMLb
"$1" convert -q profile.mzMLb profile.mzML
"$1" convert -q profile.mzMLb centroid.mzML --centroid --no-zlib
"$1" convert -q profile.mzML narrow.mzML --32-bit

bad=0
expect() { # expect LINE: of what OpenMS said
    grep -qF -- "$1" said || { echo "$file: OpenMS did not say \"$1\" but:" && cat said && bad=1; }
}
count() { "$1" check "$2" --json | sed -n "s/^ *\"$3\": \([0-9]*\),*\$/\1/p"; }
for file in profile.mzML centroid.mzML narrow.mzML; do
    FileInfo -in $file -v >said 2>&1 </dev/null || true
    expect "Success - the file is valid!"
    expect "Success - the file is semantically valid!"
    FileInfo -in $file -i >said 2>&1 </dev/null || true
    expect "Found a valid indexed mzML XML File"
    FileInfo -in $file >said 2>&1 </dev/null || true
    expect "Number of spectra: $(count "$1" "$run" spectra)"
    expect "Total number of peaks: $(count "$1" $file points)"
    case $file in centroid*) expect "Centroid (Centroid)" ;; *) expect "Profile (Profile)" ;; esac
done
exit $bad
