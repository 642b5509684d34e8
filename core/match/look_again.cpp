#include "core/match/look_again.hpp"

#include "core/align/align_run.hpp"
#include "core/base/robust.hpp"
#include "core/match/measured_cell.hpp"
#include "core/match/part_isomers.hpp"

#include <algorithm>
#include <cmath>
#include <numeric>

namespace gassan {
namespace {

/// Seconds in the run for a second on the frame's clock, where a feature is expected.
double stretch_at(const ConsensusFeature& feature, const RunAlignment& alignment, double time_s, const Frame& frame) {
    return std::abs(frame.clock.slope(feature.mt_s) / alignment.warp.slope(time_s));
}

IsomerPrior prior_of(const ConsensusFeature& feature, const IonOutline& outline, const MatchRun& run,
                     const Frame& frame) {
    const double time_s = run.alignment->warp.time_s(feature.place);
    return {.time_s = time_s,
            .time_sd_s = time_sd_s(time_s, frame.relative_sd, run.spacing_s),
            .fwhm_s = outline.fwhm_s * stretch_at(feature, *run.alignment, time_s, frame),
            .asymmetry = outline.asymmetry};
}

/// Two features of one m/z, next to each other in time.
struct Pair {
    std::size_t early, late;
};

/// Pairs whose peaks can touch, in order of m/z and time.
std::vector<Pair> neighbours(std::span<const ConsensusFeature> features, double tolerance_ppm) {
    std::vector<std::size_t> order(features.size());
    std::iota(order.begin(), order.end(), 0);
    std::sort(order.begin(), order.end(), [&](std::size_t a, std::size_t b) {
        return features[a].mz != features[b].mz ? features[a].mz < features[b].mz : a < b;
    });
    std::vector<Pair> pairs;
    for (std::size_t i = 0; i < order.size(); ++i)
        for (std::size_t j = i + 1; j < order.size(); ++j) {
            const ConsensusFeature &a = features[order[i]], &b = features[order[j]];
            if (b.mz > a.mz * (1.0 + tolerance_ppm * 1e-6)) break;
            if (std::abs(a.mt_s - b.mt_s) > 3.0 * (a.fwhm_s + b.fwhm_s)) continue;
            pairs.push_back(a.mt_s <= b.mt_s ? Pair{order[i], order[j]} : Pair{order[j], order[i]});
        }
    // The nearest first: what they settle is settled.
    std::stable_sort(pairs.begin(), pairs.end(), [&](const Pair& a, const Pair& b) {
        return features[a.late].mt_s - features[a.early].mt_s < features[b.late].mt_s - features[b.early].mt_s;
    });
    return pairs;
}

/// What the run shows where two ions may be: one peak, or two without a valley between them. Both pointers to the same
/// feature, or one each.
struct Seen {
    const Feature *early = nullptr, *late = nullptr;
};

/// A peak of the run that no feature has, about both ions; the highest.
const Feature* free_peak(const MatchRun& run, const std::array<IsomerPrior, 2>& ions, double mz,
                         const std::vector<bool>& taken, double tolerance_ppm) {
    const double mz_in_run = mz * (1.0 + run.alignment->mz_shift_ppm * 1e-6);
    const Feature* best = nullptr;
    for (std::size_t i = 0; i < run.features.size(); ++i) {
        const Feature& feature = run.features[i];
        if (taken[i] || is_echo(feature) || std::abs(feature.mz / mz_in_run - 1.0) > tolerance_ppm * 1e-6) continue;
        if (feature.mt_s < ions[0].time_s - 3.0 * ions[0].time_sd_s ||
            feature.mt_s > ions[1].time_s + 3.0 * ions[1].time_sd_s)
            continue;
        if (!best || feature.height > best->height) best = &feature;
    }
    return best;
}

/// Were two peaks parted without a valley, next to each other?
bool is_shoulder(const Feature& early, const Feature& late, double spacing_s) {
    return has(early.flags | late.flags, FeatureFlag::shoulder) && early.mt_s < late.mt_s &&
           std::abs(outline_of(late).begin_s - outline_of(early).end_s) <= 1.5 * spacing_s;
}

Seen seen_at(const MatchRun& run, const std::array<IsomerPrior, 2>& ions, double mz, std::size_t early,
             std::size_t late, const std::vector<bool>& taken, double tolerance_ppm) {
    if (early != Assignment::nobody && late != Assignment::nobody) {
        const Feature &first = run.features[early], &second = run.features[late];
        return is_shoulder(first, second, run.spacing_s) ? Seen{&first, &second} : Seen{};
    }
    const Feature* one = early != Assignment::nobody  ? &run.features[early]
                         : late != Assignment::nobody ? &run.features[late]
                                                      : free_peak(run, ions, mz, taken, tolerance_ppm);
    return {one, one};
}

/// May the ion be in the peak? It must be expected about it.
bool may_hold(const Feature& feature, const IsomerPrior& ion) {
    const PeakOutline outline = outline_of(feature);
    const double reach_s = 2.5 * ion.time_sd_s + 0.5 * ion.fwhm_s;
    return ion.time_s >= outline.begin_s - reach_s && ion.time_s <= outline.end_s + reach_s;
}

}  // namespace

std::vector<IonOutline> usual_outlines(std::span<const ConsensusFeature> features, std::span<const MatchRun> runs,
                                       std::span<const std::vector<std::size_t>> matches, const Frame& frame) {
    constexpr double below_middle = 0.35;
    constexpr std::size_t enough = 3;
    std::vector<IonOutline> outlines;
    for (std::size_t index = 0; index < features.size(); ++index) {
        std::vector<double> widths, clear_widths, asymmetries, clear_asymmetries;
        double aligned = 0.0, present = 0.0;
        for (std::size_t run = 0; run < runs.size(); ++run) {
            aligned += runs[run].alignment->aligned;
            present += runs[run].alignment->aligned && matches[run][index] != Assignment::nobody;
            if (matches[run][index] == Assignment::nobody) continue;
            const Feature& feature = runs[run].features[matches[run][index]];
            if (!std::isfinite(feature.fwhm_s) || !(feature.asymmetry > 0.0)) continue;
            const double width_s =
                feature.fwhm_s / stretch_at(features[index], *runs[run].alignment, feature.mt_s, frame);
            const bool clear = !has(feature.flags, FeatureFlag::overlap | FeatureFlag::shoulder);
            widths.push_back(width_s);
            asymmetries.push_back(feature.asymmetry);
            if (clear) clear_widths.push_back(width_s);
            if (clear) clear_asymmetries.push_back(feature.asymmetry);
        }
        const bool has_clear = clear_widths.size() >= enough;
        const double width_s = quantile(has_clear ? clear_widths : widths, below_middle);
        const double asymmetry = median(has_clear ? clear_asymmetries : asymmetries);
        outlines.push_back({std::isfinite(width_s) ? width_s : features[index].fwhm_s,
                            std::isfinite(asymmetry) ? asymmetry : 1.0, present / std::max(1.0, aligned)});
    }
    return outlines;
}

std::vector<std::optional<Cell>> parted_cells(const MatchRun& run, std::span<const ConsensusFeature> features,
                                              std::span<const IonOutline> outlines,
                                              std::span<const std::size_t> matched, const std::vector<bool>& wanted,
                                              const Frame& frame, const std::function<const RunArchive&()>& archive,
                                              const TraceParams& trace_params, const PeakParams& peak_params,
                                              const MatchParams& params) {
    // Where nearly all runs show both, two are the rule, and less evidence is asked for them: one decision for all
    // runs.
    constexpr double nearly_always = 0.75, expected_sd_share = 0.6, unexpected_sd_share = 1.4;
    std::vector<std::optional<Cell>> cells(features.size());
    std::vector<bool> taken(run.features.size(), false);
    for (const std::size_t feature : matched)
        if (feature != Assignment::nobody) taken[feature] = true;
    for (const Pair& pair : neighbours(features, params.mz_tolerance_ppm)) {
        if (!wanted[pair.early] || !wanted[pair.late] || cells[pair.early] || cells[pair.late]) continue;
        const std::array<IsomerPrior, 2> ions{prior_of(features[pair.early], outlines[pair.early], run, frame),
                                              prior_of(features[pair.late], outlines[pair.late], run, frame)};
        if (!(ions[0].time_s < ions[1].time_s)) continue;
        const Seen seen = seen_at(run, ions, 0.5 * (features[pair.early].mz + features[pair.late].mz),
                                  matched[pair.early], matched[pair.late], taken, params.mz_tolerance_ppm);
        if (!seen.early || !may_hold(*seen.early, ions[0]) || !may_hold(*seen.late, ions[1])) continue;
        const SharedPeak shared{0.5 * (seen.early->mz + seen.late->mz), outline_of(*seen.early).begin_s,
                                outline_of(*seen.late).end_s};
        const double presence = std::min(outlines[pair.early].presence, outlines[pair.late].presence);
        const double significance_sd =
            peak_params.significance_sd * (presence >= nearly_always ? expected_sd_share : unexpected_sd_share);
        const auto parted = part_isomers(archive(), shared, ions, significance_sd, peak_params.min_snr, trace_params);
        if (!parted) continue;
        cells[pair.early] = parted_cell(*seen.early, (*parted)[0], *run.alignment, frame);
        cells[pair.late] = parted_cell(*seen.late, (*parted)[1], *run.alignment, frame);
        for (const Feature* feature : {seen.early, seen.late}) taken[std::size_t(feature - run.features.data())] = true;
    }
    return cells;
}

}  // namespace gassan
