#include "core/target/target_cells.hpp"

#include "core/align/align_run.hpp"
#include "core/match/measured_cell.hpp"

#include <algorithm>
#include <cmath>
#include <vector>

namespace gassan {
namespace {

/// Bounds of a peak that nobody saw: a Gaussian's, to a hundredth of its height.
constexpr double half_base_fwhm = 1.29;

/// Peaks of the run near this m/z that are features already, in order of time; those of its other segments too.
std::vector<TimeSpan> taken_near(double mz, double tolerance_ppm, const FeatureTable& table, std::size_t run) {
    std::vector<TimeSpan> taken;
    for (std::size_t column = 0; column < table.runs.size(); ++column) {
        const bool is_segment_of_it = table.runs[run].segment > 0 && table.runs[column].segment > 0 &&
                                      table.runs[column].run_hash == table.runs[run].run_hash;
        if (column != run && !is_segment_of_it) continue;
        for (std::size_t feature = 0; feature < table.features.size(); ++feature) {
            const Cell& cell = table.cell(feature, column);
            const bool holds = cell.kind == CellKind::measured || cell.kind == CellKind::filled;
            if (holds && std::abs(cell.mz / mz - 1.0) * 1e6 <= tolerance_ppm)
                taken.push_back({cell.begin_s, cell.end_s});
        }
    }
    std::sort(taken.begin(), taken.end(), [](const TimeSpan& a, const TimeSpan& b) { return a.begin_s < b.begin_s; });
    return taken;
}

}  // namespace

bool has_known_place(const TargetPlace& target) {
    return std::isfinite(target.place) &&
           (target.evidence == PlaceEvidence::standard || target.evidence == PlaceEvidence::told);
}

double target_mz(const TargetPlace& target, const RunAlignment& alignment) {
    return target.mz * (1.0 + alignment.mz_shift_ppm * 1e-6);
}

Cell target_cell(const RunArchive& archive, const TargetPlace& target, const FeatureTable& table, std::size_t run,
                 const TraceParams& trace_params, const PeakParams& peak_params, const MatchParams& match_params) {
    const RunAlignment& alignment = table.runs[run].alignment;
    Cell cell;
    cell.mz = target_mz(target, alignment);
    if (!has_known_place(target) || !alignment.aligned || archive.scan_time_s.empty()) return cell;
    ExpectedPeak expected;
    expected.mz = cell.mz;
    expected.time_s = cell.mt_s = alignment.warp.time_s(target.place);
    if (!std::isfinite(expected.time_s)) return cell;
    // How well the place is known on the frame, and how well runs lie on it.
    const double told_sd_s =
        std::isfinite(target.place_sd) ? target.place_sd / std::abs(alignment.warp.slope(expected.time_s)) : 0.0;
    expected.time_sd_s = std::hypot(told_sd_s, time_sd_s(expected.time_s, table.frame.relative_sd, archive.spacing_s));
    expected.fwhm_s = archive.width_law.fwhm_s(expected.time_s);
    expected.front_s = expected.tail_s = half_base_fwhm * expected.fwhm_s;
    expected.taken = taken_near(expected.mz, match_params.mz_tolerance_ppm, table, run);
    cell = fill_gap(archive, expected, trace_params, peak_params, match_params);
    place_cell(alignment, table.frame, cell);
    return cell;
}

}  // namespace gassan
