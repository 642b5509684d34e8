#include "core/segment/run_segments.hpp"

#include "core/base/error.hpp"
#include "core/mobility/markers.hpp"

#include <algorithm>
#include <cmath>

namespace gassan {
namespace {

/// Features at an m/z in order of time, and their peaks beside them.
struct PeaksAtMz {
    std::vector<std::size_t> features;
    std::vector<SegmentPeak> peaks;
};

PeaksAtMz peaks_at(std::span<const Feature> features, double low_mz, double high_mz) {
    PeaksAtMz result;
    for (std::size_t f = 0; f < features.size(); ++f)
        if (features[f].mz >= low_mz && features[f].mz <= high_mz && !is_echo(features[f]))
            result.features.push_back(f);
    std::stable_sort(result.features.begin(), result.features.end(),
                     [&](std::size_t a, std::size_t b) { return centre_s(features[a]) < centre_s(features[b]); });
    for (const std::size_t f : result.features) {
        const PeakOutline outline = outline_of(features[f]);
        result.peaks.push_back({centre_s(features[f]), outline.begin_s, outline.end_s, outline.height});
    }
    return result;
}

PeaksAtMz peaks_at(std::span<const Feature> features, double mz) {
    const double reach = marker_tolerance_mz(mz);
    return peaks_at(features, mz - reach, mz + reach);
}

PlaceKind kind_of(ToothKind kind) {
    switch (kind) {
        case ToothKind::seen:
            return PlaceKind::assigned;
        case ToothKind::missing:
            return PlaceKind::absent;
        case ToothKind::merged:
            return PlaceKind::comigrating;
        case ToothKind::unclear:
            break;
    }
    return PlaceKind::no_standards;
}

/// The plugs by the standards; their cells.
std::vector<StandardPeaks> find_plugs(std::span<const Feature> features, std::span<const SegmentCompound> compounds,
                                      std::size_t segments, const TimeModel& model, const SegmentParams& params,
                                      RunSegments& result) {
    std::vector<StandardPeaks> standards;
    std::vector<std::vector<std::size_t>> of_standard;
    for (std::size_t c = 0; c < compounds.size(); ++c) {
        if (!compounds[c].is_internal_standard || !std::isfinite(compounds[c].mz)) continue;
        PeaksAtMz found = peaks_at(features, compounds[c].mz);
        standards.push_back({c, compounds[c].first_plug_s, std::move(found.peaks)});
        of_standard.push_back(std::move(found.features));
    }
    result.spacing = segment_spacing(standards, segments, model, params);
    for (std::size_t s = 0; s < standards.size(); ++s)
        for (std::size_t i = 0; i < segments; ++i) {
            const Tooth& tooth = result.spacing.tooth(s, i);
            SegmentCell& cell = result.cells[standards[s].compound * segments + i];
            cell.kind = kind_of(tooth.kind);
            cell.expected_s = tooth.time_s;
            if (tooth.peak) cell.feature = of_standard[s][*tooth.peak];
        }
    return standards;
}

/// Analytes in groups of one m/z; by m/z.
std::vector<std::vector<std::size_t>> analytes_by_mz(std::span<const SegmentCompound> compounds) {
    std::vector<std::size_t> order;
    for (std::size_t c = 0; c < compounds.size(); ++c)
        if (!compounds[c].is_internal_standard && std::isfinite(compounds[c].mz)) order.push_back(c);
    std::stable_sort(order.begin(), order.end(),
                     [&](std::size_t a, std::size_t b) { return compounds[a].mz < compounds[b].mz; });
    std::vector<std::vector<std::size_t>> groups;
    for (const std::size_t c : order) {
        const bool joins = !groups.empty() &&
                           compounds[c].mz - compounds[groups.back().back()].mz <= marker_tolerance_mz(compounds[c].mz);
        if (!joins) groups.emplace_back();
        groups.back().push_back(c);
    }
    return groups;
}

}  // namespace

RunSegments settle_segments(std::span<const Feature> features, std::span<const SegmentCompound> compounds,
                            std::size_t segments, const TimeModel& model, const SegmentParams& params) {
    require(model.mean.empty() || model.mean.size() == compounds.size(),
            "a time model of " + std::to_string(model.mean.size()) + " compounds does not fit a list of " +
                std::to_string(compounds.size()));
    RunSegments result;
    result.cells.resize(compounds.size() * segments);
    const auto standards = find_plugs(features, compounds, segments, model, params, result);
    for (std::size_t i = 0; i < segments; ++i)
        result.plugs.push_back(plug_times(result.spacing, standards, i, compounds.size()));
    const std::vector<InjectionTimes> by_standards = result.plugs;
    for (const std::vector<std::size_t>& group : analytes_by_mz(compounds)) {
        const double low = compounds[group.front()].mz, high = compounds[group.back()].mz;
        const PeaksAtMz found = peaks_at(features, low - marker_tolerance_mz(low), high + marker_tolerance_mz(high));
        for (const SegmentPlace& place : assign_segments(group, found.peaks, by_standards, model, params)) {
            SegmentCell& cell = result.cells[place.compound * segments + place.segment];
            cell = {place.kind, std::nullopt, place.expected_s, place.expected_sd_s};
            if (place.peak) cell.feature = found.features[*place.peak];
            if (place.kind == PlaceKind::assigned)
                result.plugs[place.segment][place.compound] = found.peaks[*place.peak].time_s;
        }
    }
    return result;
}

}  // namespace gassan
