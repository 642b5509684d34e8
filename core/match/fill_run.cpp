#include "core/match/fill_run.hpp"

#include "core/align/align_run.hpp"
#include "core/match/measured_cell.hpp"
#include "core/trace/ion_cache.hpp"

#include <algorithm>
#include <cmath>
#include <numeric>
#include <optional>
#include <utility>

namespace gassan {
namespace {

/// Spans that are some ion's own already, by m/z.
class Occupied {
public:
    Occupied(const MatchRun& run, std::span<const std::size_t> matched, std::vector<OccupiedSpan> filled)
        : spans_(std::move(filled)) {
        std::vector<bool> taken(run.features.size(), false);
        for (const std::size_t feature : matched)
            if (feature != Assignment::nobody) taken[feature] = true;
        for (std::size_t i = 0; i < run.features.size(); ++i) {
            const Feature& feature = run.features[i];
            const PeakOutline outline = outline_of(feature);
            if (taken[i] || is_echo(feature)) spans_.push_back({feature.mz, {outline.begin_s, outline.end_s}});
        }
        for (const Feature& feature : run.others) {
            const PeakOutline outline = outline_of(feature);
            spans_.push_back({feature.mz, {outline.begin_s, outline.end_s}});
        }
        std::sort(spans_.begin(), spans_.end(), before);
    }

    /// In order of time.
    [[nodiscard]] std::vector<TimeSpan> near(double mz, double tolerance_ppm) const {
        const OccupiedSpan low{mz * (1.0 - tolerance_ppm * 1e-6), {}};
        std::vector<TimeSpan> spans;
        for (auto at = std::lower_bound(spans_.begin(), spans_.end(), low,
                                        [](const auto&a, const auto&b) { return a.mz < b.mz; });
             at != spans_.end() && at->mz <= mz * (1.0 + tolerance_ppm * 1e-6); ++at)
            spans.push_back(at->span);
        std::sort(spans.begin(), spans.end(),
                  [](const TimeSpan& a, const TimeSpan& b) { return a.begin_s < b.begin_s; });
        return spans;
    }

    /// Does an ion of another m/z, which the instrument cannot show apart from this one, have its peak at the place?
    [[nodiscard]] bool hides(const ExpectedPeak& expected, double same_ppm, double reach_ppm) const {
        return std::any_of(spans_.begin(), spans_.end(), [&](const OccupiedSpan& other) {
            const double ppm = std::abs(other.mz / expected.mz - 1.0) * 1e6;
            return ppm > same_ppm && ppm <= reach_ppm && other.span.begin_s <= expected.time_s &&
                   expected.time_s <= other.span.end_s;
        });
    }

    void add(const OccupiedSpan& span) {
        spans_.insert(std::upper_bound(spans_.begin(), spans_.end(), span, before), span);
    }

private:
    std::vector<OccupiedSpan> spans_;

    static bool before(const OccupiedSpan& a, const OccupiedSpan& b) {
        return a.mz != b.mz ? a.mz < b.mz : a.span.begin_s < b.span.begin_s;
    }
};

/// Which peaks of a run come together with an ion of another m/z that the instrument does not show apart from them:
/// what both have in common went to either, so that neither area is its own. Ions of less than a twentieth do no harm.
std::vector<bool> merged_peaks(const MatchRun& run, double same_ppm, const ResolvingDistance& resolving) {
    constexpr double harmful = 0.05;
    std::vector<std::size_t> by_mz(run.features.size());
    std::iota(by_mz.begin(), by_mz.end(), 0);
    std::sort(by_mz.begin(), by_mz.end(), [&](std::size_t a, std::size_t b) {
        return run.features[a].mz != run.features[b].mz ? run.features[a].mz < run.features[b].mz : a < b;
    });
    std::vector<bool> merged(run.features.size(), false);
    for (std::size_t i = 0; i < by_mz.size(); ++i) {
        const Feature& low = run.features[by_mz[i]];
        const double reach_ppm = resolving.ppm_at(low.mz);
        for (std::size_t j = i + 1; j < by_mz.size(); ++j) {
            const Feature& high = run.features[by_mz[j]];
            const double ppm = (high.mz / low.mz - 1.0) * 1e6;
            if (ppm > reach_ppm) break;
            if (ppm <= same_ppm || low.end_s < high.begin_s || high.end_s < low.begin_s) continue;
            if (high.height >= harmful * low.height) merged[by_mz[i]] = true;
            if (low.height >= harmful * high.height) merged[by_mz[j]] = true;
        }
    }
    return merged;
}

ExpectedPeak expected_peak(const ConsensusFeature& feature, const MatchRun& run, const Frame& frame) {
    const RunAlignment& alignment = *run.alignment;
    ExpectedPeak expected;
    expected.mz = feature.mz * (1.0 + alignment.mz_shift_ppm * 1e-6);
    expected.time_s = alignment.warp.time_s(feature.place);
    expected.time_sd_s = time_sd_s(expected.time_s, frame.relative_sd, run.spacing_s);
    const double stretch = std::abs(frame.clock.slope(feature.mt_s) / alignment.warp.slope(expected.time_s));
    expected.front_s = feature.front_s * stretch;
    expected.tail_s = feature.tail_s * stretch;
    expected.fwhm_s = feature.fwhm_s * stretch;
    return expected;
}

/// Does a peak of another segment of the file lie over the place? What this one has there cannot be told.
bool is_comigrating(const ExpectedPeak& expected, std::span<const Feature> others, double same_ppm) {
    return std::any_of(others.begin(), others.end(), [&](const Feature& other) {
        const PeakOutline outline = outline_of(other);
        return std::abs(other.mz / expected.mz - 1.0) * 1e6 <= same_ppm && outline.begin_s <= expected.time_s &&
               expected.time_s <= outline.end_s;
    });
}

/// A cell about which nothing can be said but where it would be.
Cell unknown_cell(const ExpectedPeak& expected) {
    Cell cell;
    cell.mz = expected.mz;
    cell.mt_s = expected.time_s;
    return cell;
}

}  // namespace

std::vector<Cell> cells_of_run(const MatchRun& run, std::span<const ConsensusFeature> features,
                               std::span<const IonOutline> outlines, std::span<const std::size_t> matched,
                               std::span<const std::size_t> wanted, std::vector<OccupiedSpan> filled,
                               const Frame& frame, const ResolvingDistance& resolving,
                               const std::function<const RunArchive&()>& archive, const TraceParams& trace_params,
                               const PeakParams& peak_params, const MatchParams& params) {
    Occupied occupied(run, matched, std::move(filled));
    std::vector<std::optional<Cell>> parted(features.size());
    if (run.has_archive && run.alignment->aligned) {
        std::vector<bool> may_change(features.size(), false);
        for (const std::size_t index : wanted) may_change[index] = true;
        parted = parted_cells(run, features, outlines, matched, may_change, frame, archive, trace_params, peak_params,
                              params);
    }
    for (const auto& cell : parted)
        if (cell) occupied.add({cell->mz, {cell->begin_s, cell->end_s}});
    const auto gap_cell = [&](const ConsensusFeature& feature) {
        ExpectedPeak expected = expected_peak(feature, run, frame);
        Cell cell = unknown_cell(expected);
        // A run that lies nowhere on the frame says nothing of what it has no peak for, and neither does a peak list.
        if (run.alignment->aligned && is_comigrating(expected, run.others, params.mz_tolerance_ppm)) {
            cell.flags |= FeatureFlag::comigrating;
        } else if (run.has_archive && run.alignment->aligned && std::isfinite(expected.time_s)) {
            const double reach_ppm = std::max(params.mz_tolerance_ppm, resolving.ppm_at(expected.mz));
            expected.taken = occupied.near(expected.mz, reach_ppm);
            cell = fill_gap(archive(), expected, trace_params, peak_params, params);
            if (cell.kind == CellKind::filled) occupied.add({cell.mz, {cell.begin_s, cell.end_s}});
            if (cell.kind == CellKind::below_limit && occupied.hides(expected, params.mz_tolerance_ppm, reach_ppm)) {
                cell.kind = CellKind::not_measured;
                cell.limit = no_value;
                cell.flags |= FeatureFlag::blended;
            }
        }
        place_cell(*run.alignment, frame, cell);
        return cell;
    };
    const std::vector<bool> merged = merged_peaks(run, params.mz_tolerance_ppm, resolving);
    std::vector<Cell> cells;
    for (const std::size_t index : wanted) {
        cells.push_back(parted[index] ? *parted[index]
                        : matched[index] != Assignment::nobody
                            ? measured_cell(run.features[matched[index]], *run.alignment, frame)
                            : gap_cell(features[index]));
        if (features[index].blended) cells.back().flags |= FeatureFlag::blended;
        if (matched[index] != Assignment::nobody && merged[matched[index]]) cells.back().flags |= FeatureFlag::overlap;
    }
    return cells;
}

}  // namespace gassan
