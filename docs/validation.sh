#!/bin/sh
# Prints docs/validation.md: correction of drift through the command line, on two public tables, judged by QCs that were
# left out.  docs/validation.sh PROGRAM > docs/validation.md
# The tables are looked for in $GASSAN_SHARED/data, else ../shared/data beside the source tree; without them: 77.
set -eu
program=${1:?usage: docs/validation.sh PROGRAM}
here=$(cd "$(dirname "$0")/.." && pwd)
data=${GASSAN_SHARED:-$here/../shared}/data
sacurine=$data/phenomis_sacurine/W4M00001_Sacurine-statistics
mtbls79=$data/pmp_MTBLS79
if [ ! -d "$sacurine" ] || [ ! -d "$mtbls79" ]; then
    echo "SKIPPED: validation: no tables in $data" >&2
    exit 77
fi
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

# "" in front of the first line's names, as R writes it, is no name.
sed '1s/^""/"variable"/' "$sacurine/Galaxy1_dataMatrix.tabular" > "$work/sacurine.tsv"
sed -e '1s/^""/"sample_id"/' -e '1s/"sampleType"/"type"/' -e '1s/"injectionOrder"/"injection_order"/' -e 's/"pool"/"qc"/' \
    "$sacurine/Galaxy2_sampleMetadata.tabular" | cut -f1,4-6 | tr -d '"' > "$work/sacurine_samples.tsv"

# 80 features, evenly spread over those that were measured in every run; runs stand in order of injection.
gunzip -c "$mtbls79/MTBLS79_samples_x_features.csv.gz" | tr -d '"' | awk -F, '
    NR == 1 { for (i = 2; i <= NF; i++) name[i] = $i; n = NF; next }
    { run[NR - 1] = $1; runs = NR - 1; for (i = 2; i <= n; i++) { cell[i, runs] = $i; if ($i == "NA") gap[i] = 1 } }
    END {
        for (i = 2; i <= n; i++) if (!gap[i]) whole[++count] = i
        printf "variable"; for (s = 1; s <= runs; s++) printf "\t%s", run[s]; printf "\n"
        for (k = 0; k < 80; k++) {
            i = whole[int(1 + k * (count - 1) / 79 + 0.5)]
            printf "mz%s", name[i]; for (s = 1; s <= runs; s++) printf "\t%s", cell[i, s]; printf "\n"
        }
    }' > "$work/mtbls79.tsv"
tr -d '"' < "$mtbls79/MTBLS79_sample_metadata.csv" | awk -F, '
    NR == 1 { print "sample_id\ttype\tbatch\tinjection_order"; next }
    { print $1 "\t" ($4 == "QC" ? "qc" : "sample") "\t" $2 "\t" NR - 1 }' > "$work/mtbls79_samples.tsv"

# correct NAME DRIFT [FLAG...]: corrects a table.
correct() {
    name=$1 drift=$2
    shift 2
    "$program" normalise "$work/$name.tsv" --samples "$work/${name}_samples.tsv" -o "$work/out" --drift "$drift" "$@" \
        > "$work/log" 2>&1 || { cat "$work/log" >&2; exit 1; }
}
# score COLUMN: median of what corrections.tsv tells, and the share below 20 %.
score() {
    awk -F'\t' -v column="$1" '
        NR == 1 { for (i = 1; i <= NF; i++) if ($i == column) at = i; next }
        at && $at != "" { print $at }' "$work/out/corrections.tsv" | sort -g | awk '
        { value[NR] = $1; low += $1 < 20 }
        END { middle = NR % 2 ? value[(NR + 1) / 2] : (value[NR / 2] + value[NR / 2 + 1]) / 2
              printf "%.1f / %.0f", middle, 100 * low / NR + 1e-9 }'
}
before=qc_cv_before
after=qc_cv_left_out
# line NAME DRIFT COLUMN
line() {
    correct sacurine "$2"; a=$(score "$3")
    correct mtbls79 "$2"; b=$(score "$3")
    correct mtbls79 "$2" --correct.unit none; c=$(score "$3")
    echo "| $1 | $a | $b | $c |"
}

cat <<'TEXT'
# Validation: drift and batches

Printed by [validation.sh](validation.sh), which calls `gassan normalise` on two public tables: sacurine (urine, LC-MS, 113
metabolites, 26 QCs in two batches; W4M00001) and MTBLS79 (serum, direct infusion, 80 features measured in every run, 38 QCs
in eight batches). Each QC is left out in turn, with the choice of the curve made without it
([correction](methods/correction.md#judgement)); only QCs inside their unit count. Log CV: median %, and the share of variables
below 20 %.

| correction | sacurine | MTBLS79, by batch | MTBLS79, the whole run as one |
|---|---|---|---|
TEXT
line "none" auto $before
line "drift = median" median $after
line "drift = linear" linear $after
line "drift = loess" loess $after
line "drift = spline" spline $after
line "drift = auto" auto $after
cat <<'TEXT'
| to be reached: capped spline by R | 6.9 / 89 | 11.6 / 93 | 12.2 / 85 |

The last line is a capped smoothing spline with fall-back to the mean, leave-one-out, as measured in R on the same QCs.
TEXT
