#!/usr/bin/env bash
# Reads the JUnit record of a ctest run: names every skipped and failed test with its reason, and ends with
# "N passed, N failed, N skipped". A test that could not be started has failed; only exit code 77 is a skip.
# usage: tally.sh JUNIT.xml       exit 1 if a test failed, or if none passed
set -euo pipefail
awk '
    function attribute(name,    parts) {
        split($0, parts, " " name "=\"")
        sub(/".*/, "", parts[2])
        return plain(parts[2])
    }
    function plain(text) {
        gsub(/&lt;/, "<", text); gsub(/&gt;/, ">", text); gsub(/&quot;/, "\"", text); gsub(/&apos;/, "\047", text)
        gsub(/&amp;/, "\\&", text)
        return text
    }
    function close_case() {
        if (name == "") return
        if (status == "run") passed++
        else if (status == "notrun" && why ~ /^SKIP_/) { skipped++; skips = skips "  " name reasons(name) "\n" }
        else { failed++; failures = failures "  " name (why == "" ? "" : " (" why ")") "\n" }
        if (status == "run" && said != "") parts_skipped = parts_skipped "  " name reasons(name) "\n"
        name = ""
    }
    function reasons(test) { return said == "" ? ": no reason given" : said }

    /<testcase / { close_case(); name = attribute("name"); status = attribute("status"); why = ""; said = "" }
    /<(skipped|failure) / { why = attribute("message") }
    /SKIPPED: / { line = plain($0); sub(/.*SKIPPED: /, "", line); sub(/<\/system-out>.*/, "", line); said = said "\n      " line }
    END {
        close_case()
        if (parts_skipped != "") printf "\nPassed, with parts left out:\n%s", parts_skipped
        if (skipped) printf "\n%d skipped:\n%s", skipped, skips
        if (failed) printf "\n%d failed:\n%s", failed, failures
        printf "\n%d passed, %d failed, %d skipped\n", passed, failed, skipped
        exit (failed > 0 || passed == 0)
    }
' "$1"
