#include "io/spectrum/run_traps.hpp"

#include "io/table/user_table.hpp"

#include <fmt/core.h>

#include <algorithm>
#include <string>

namespace gassan {
namespace {

/// ProteoWizard issue 4325: heights of sticks where MassHunter shows areas of profiles.
void note_vendor_centroids(const RunSummary& run, Notes& notes) {
    const bool picked = std::any_of(run.processing.begin(), run.processing.end(), [](const std::string& step) {
        const std::string text = small_letters(step);
        return text.find("masshunter") != std::string::npos && text.find("peak picking") != std::string::npos;
    });
    if (!picked || run.centroid == 0) return;
    const bool folder = run.format.starts_with("Agilent MassHunter .d");
    notes.push_back({"vendor-centroids", folder ? "MSPeak.bin" : "dataProcessing",
                     std::string("centroids that MassHunter's peak picking made of Agilent TOF spectra have about a "
                                 "twelfth of the intensities that MassHunter shows, and weak ions are gone "
                                 "(ProteoWizard issue 4325); ") +
                         (folder ? "take the profile spectra where the folder has them (--read.agilent_spectra profile)"
                                 : "convert the profile spectra (msconvert without peakPicking)") +
                         ", and never mix both in one study"});
}

/// 4 to 120 minutes, 20 to 0.2 scans a second, each end with a fifth to spare; no two of these ranges of span, one of
/// them 60 times as long, meet.
bool is_ce_ms(double span_s, double step_s) {
    return span_s >= 200.0 && span_s <= 7500.0 && step_s >= 0.04 && step_s <= 6.0;
}

void note_time_unit(const RunSummary& run, Notes& notes) {
    const double span_s = run.last_time_s - run.first_time_s, step_s = run.median_step_s;
    if (is_ce_ms(span_s, step_s)) return;
    const bool too_short = is_ce_ms(60.0 * span_s, 60.0 * step_s), too_long = is_ce_ms(span_s / 60.0, step_s / 60.0);
    if (!too_short && !too_long) return;
    notes.push_back(
        {"time-unit-doubtful", "",
         fmt::format(
             "the run lasts {:.1f} s with {:.3g} s from scan to scan, by its times in {}: {}; compare "
             "with the instrument's method, and convert again if the unit is wrong",
             span_s, step_s, run.time_unit.empty() ? "its unit" : run.time_unit + "s",
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
