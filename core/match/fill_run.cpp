#include "core/match/fill_run.hpp"

#include "core/match/fill_gap.hpp"

#include <algorithm>
#include <cmath>
#include <numeric>
#include <optional>

namespace gassan {
namespace {

constexpr double apex_scans = 0.25;

/// Indices of a run's features by m/z.
std::vector<std::size_t> by_mz(std::span<const Feature> features) {
    std::vector<std::size_t> order(features.size());
    std::iota(order.begin(), order.end(), 0);
    std::sort(order.begin(), order.end(), [&](std::size_t a, std::size_t b) {
        return features[a].mz != features[b].mz ? features[a].mz < features[b].mz : a < b;
    });
    return order;
}

/// Where other peaks of this m/z stand in the run: none of that is to be taken for the missing one.
std::vector<TimeSpan> taken_spans(std::span<const Feature> features, std::span<const std::size_t> order, double mz,
                                  double tolerance_ppm) {
    const double low = mz * (1.0 - tolerance_ppm * 1e-6), high = mz * (1.0 + tolerance_ppm * 1e-6);
    const auto first = std::lower_bound(order.begin(), order.end(), low, [&](std::size_t feature, double value) {
        return features[feature].mz < value;
    });
    std::vector<TimeSpan> spans;
    for (auto at = first; at != order.end() && features[*at].mz <= high; ++at)
        spans.push_back({features[*at].begin_s, features[*at].end_s});
    std::sort(spans.begin(), spans.end(), [](const TimeSpan& a, const TimeSpan& b) { return a.begin_s < b.begin_s; });
    return spans;
}

ExpectedPeak expected_peak(const ConsensusFeature& feature, const MatchRun& run, const Frame& frame) {
    const RunAlignment& alignment = *run.alignment;
    ExpectedPeak expected;
    expected.mz = feature.mz * (1.0 + alignment.mz_shift_ppm * 1e-6);
    expected.time_s = alignment.warp.time_s(feature.place);
    expected.time_sd_s = std::hypot(frame.relative_sd * expected.time_s, apex_scans * run.spacing_s);
    const double stretch = std::abs(frame.clock.slope(feature.mt_s) / alignment.warp.slope(expected.time_s));
    expected.front_s = feature.front_s * stretch;
    expected.tail_s = feature.tail_s * stretch;
    expected.fwhm_s = feature.fwhm_s * stretch;
    return expected;
}

/// A cell about which nothing can be said but where it would be.
Cell unknown_cell(const ExpectedPeak& expected) {
    Cell cell;
    cell.mz = expected.mz;
    cell.mt_s = expected.time_s;
    return cell;
}

void place_cell(const RunAlignment& alignment, const Frame& frame, Cell& cell) {
    if (frame.in_tu) cell.mobility_tu = alignment.warp.place(cell.mt_s);
    cell.extrapolated = alignment.aligned && alignment.extrapolates(cell.mt_s);
}

}  // namespace

Cell measured_cell(const Feature& feature, const RunAlignment& alignment, const Frame& frame) {
    Cell cell;
    cell.kind = CellKind::measured;
    cell.mz = feature.mz;
    cell.mt_s = feature.mt_s;
    cell.area = feature.area;
    cell.area_se = feature.area_se;
    cell.height = feature.height;
    cell.snr = feature.snr;
    cell.begin_s = feature.begin_s;
    cell.end_s = feature.end_s;
    cell.quality = feature.quality;
    cell.flags = feature.flags;
    place_cell(alignment, frame, cell);
    return cell;
}

std::vector<Cell> cells_of_run(const MatchRun& run, std::span<const ConsensusFeature> features,
                               std::span<const std::size_t> matched, std::span<const std::size_t> wanted,
                               const Frame& frame, const std::function<RunArchive()>& archive,
                               const TraceParams& trace_params, const PeakParams& peak_params,
                               const MatchParams& params) {
    const std::vector<std::size_t> order = by_mz(run.features);
    std::optional<RunArchive> centroids;
    std::vector<Cell> cells;
    for (const std::size_t index : wanted) {
        if (matched[index] != Assignment::nobody) {
            cells.push_back(measured_cell(run.features[matched[index]], *run.alignment, frame));
            continue;
        }
        ExpectedPeak expected = expected_peak(features[index], run, frame);
        Cell cell = unknown_cell(expected);
        // A run that lies nowhere on the frame says nothing of what it has no peak for.
        if (run.alignment->aligned && std::isfinite(expected.time_s)) {
            if (!centroids) centroids = archive();
            expected.taken = taken_spans(run.features, order, expected.mz, params.mz_tolerance_ppm);
            cell = fill_gap(*centroids, expected, trace_params, peak_params, params);
        }
        place_cell(*run.alignment, frame, cell);
        cells.push_back(cell);
    }
    return cells;
}

}  // namespace gassan
