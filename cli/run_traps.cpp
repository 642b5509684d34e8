#include "cli/run_traps.hpp"

#include "io/table/user_table.hpp"

#include <fmt/core.h>

#include <algorithm>
#include <string>
#include <vector>

namespace gassan {
namespace {

bool any_says(const std::vector<std::string>& texts, const char* word) {
    return std::any_of(texts.begin(), texts.end(),
                       [&](const std::string& text) { return small_letters(text).find(word) != std::string::npos; });
}

/// ProteoWizard issue 4325: heights of sticks where MassHunter shows areas of profiles.
void note_vendor_centroids(const RunSummary& run, Notes& notes) {
    const bool agilent = any_says({run.instrument}, "agilent") || any_says(run.software, "masshunter") ||
                         any_says(run.processing, "masshunter");
    const bool picked = any_says(run.processing, "masshunter peak picking") ||
                        (any_says(run.processing, "peak picking") && any_says(run.software, "pwiz"));
    if (!agilent || !picked || run.centroid == 0) return;
    const bool folder = run.format.starts_with("Agilent MassHunter .d");
    notes.push_back({"vendor-centroids", folder ? "MSPeak.bin" : "dataProcessing",
                     std::string("centroids that MassHunter's peak picking made of Agilent TOF spectra have about a "
                                 "twelfth of the intensities that MassHunter shows, and weak ions are gone "
                                 "(ProteoWizard issue 4325); ") +
                         (folder ? "take the profile spectra where the folder has them (--read.agilent_spectra profile)"
                                 : "convert the profile spectra (msconvert without peakPicking)") +
                         ", and never mix both in one study"});
}

/// 25 minutes as 25 s, or as 25 h: the scans would come too fast, or too slowly, for any such instrument.
void note_time_unit(const RunSummary& run, Notes& notes) {
    constexpr double fast_s = 0.05, short_s = 180.0, slow_s = 10.0, long_s = 4 * 3600.0;
    const double span_s = run.last_time_s - run.first_time_s;
    const bool too_short = span_s < short_s && run.median_step_s < fast_s && run.ms1 >= 100;
    const bool too_long = span_s > long_s && run.median_step_s > slow_s;
    if (!too_short && !too_long) return;
    notes.push_back(
        {"time-unit-doubtful", "",
         fmt::format(
             "the run lasts {:.1f} s with {:.3f} s from scan to scan, by its times in {}: {}; compare "
             "with the instrument's method, and convert again if the unit is wrong",
             span_s, run.median_step_s, run.time_unit.empty() ? "its unit" : run.time_unit + "s",
             too_short ? "minutes were perhaps written as seconds" : "seconds were perhaps written as minutes")});
}

}  // namespace

Notes trap_notes(const RunSummary& run) {
    Notes notes;
    note_vendor_centroids(run, notes);
    note_time_unit(run, notes);
    return notes;
}

}  // namespace gassan
