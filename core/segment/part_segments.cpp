#include "core/segment/part_segments.hpp"

#include "core/base/robust.hpp"
#include "core/chem/ion.hpp"
#include "core/library/compound_doubts.hpp"
#include "core/mobility/markers.hpp"
#include "core/segment/unlisted_combs.hpp"

#include <algorithm>
#include <cmath>
#include <map>
#include <optional>
#include <string_view>
#include <utility>

namespace gassan {
namespace {

/// The m/z of the ion of this polarity: as told, else of the formula and the ion, [M+H]+ or [M-H]- where none is told.
double mz_of(const Compound& compound, Polarity polarity) {
    const bool is_negative = polarity == Polarity::negative;
    const int charge = compound.ion.empty() ? compound.charge : parse_ion(compound.ion).charge;
    if (charge != 0 && (charge < 0) != is_negative) return no_value;
    Compound as_ion = compound;
    if (as_ion.ion.empty()) as_ion.ion = is_negative ? "[M-H]-" : "[M+H]+";
    return known_mz(as_ion);
}

/// Where the compound table tells times, they are an injection of their own.
std::vector<InjectionTimes> told_times(std::span<const Compound> compounds, std::span<const SegmentCompound> sought) {
    InjectionTimes told;
    for (std::size_t c = 0; c < compounds.size(); ++c)
        told.push_back(std::isfinite(sought[c].mz) && compounds[c].mt_s > 0.0 ? compounds[c].mt_s : no_value);
    return {std::move(told)};
}

/// What the plugs of all runs show, beside what the table tells.
TimeModel learnt_from(std::vector<InjectionTimes> times, const std::vector<RunSegments>& settled,
                      const SegmentParams& params) {
    for (const RunSegments& run : settled)
        if (run.spacing.clear) times.insert(times.end(), run.plugs.begin(), run.plugs.end());
    return learn_times(times, params);
}

/// Whose each feature is; none: nobody's, or several's.
struct Owners {
    std::vector<std::optional<std::size_t>> segment;
    std::vector<bool> comigrating;
};

void take_listed(std::span<const Feature> features, std::span<const SegmentCompound> compounds,
                 const RunSegments& settled, const SegmentParams& params, Owners& owners, std::vector<bool>& listed) {
    for (std::size_t c = 0; c < compounds.size(); ++c)
        for (std::size_t i = 0; i < settled.spacing.segments; ++i) {
            const SegmentCell& cell = settled.cell(c, i);
            if (cell.feature) listed[*cell.feature] = true;
            if (cell.kind == PlaceKind::assigned && cell.feature) owners.segment[*cell.feature] = i;
            if (cell.kind == PlaceKind::comigrating && cell.feature) owners.comigrating[*cell.feature] = true;
            if (cell.kind != PlaceKind::unclear) continue;
            // The peaks between which nothing decides may be any of theirs.
            const double reach_s = params.gate_sd * cell.expected_sd_s;
            for (std::size_t f = 0; f < features.size(); ++f)
                if (std::abs(features[f].mz - compounds[c].mz) <= marker_tolerance_mz(compounds[c].mz) &&
                    std::abs(centre_s(features[f]) - cell.expected_s) <= reach_s && !owners.segment[f])
                    listed[f] = owners.comigrating[f] = true;
        }
}

void take_unlisted(std::span<const Feature> features, const RunSegments& settled, const SegmentParams& params,
                   const std::vector<bool>& listed, Owners& owners) {
    std::vector<UnlistedPeak> peaks;
    std::vector<std::size_t> of;
    for (std::size_t f = 0; f < features.size(); ++f) {
        if (listed[f] || is_echo(features[f])) continue;
        const PeakOutline outline = outline_of(features[f]);
        peaks.push_back({features[f].mz, {centre_s(features[f]), outline.begin_s, outline.end_s, outline.height}});
        of.push_back(f);
    }
    const auto places = unlisted_combs(peaks, settled.plugs, settled.spacing.spacing_s, params);
    for (std::size_t p = 0; p < places.size(); ++p) {
        owners.segment[of[p]] = places[p].segment;
        if (places[p].comigrating) owners.comigrating[of[p]] = true;
    }
}

/// "M+1 of F12" is whose F12 is.
void take_echoes(std::span<const Feature> features, Owners& owners) {
    std::map<std::string_view, std::size_t> by_id;
    for (std::size_t f = 0; f < features.size(); ++f) by_id.emplace(features[f].feature_id, f);
    for (std::size_t f = 0; f < features.size(); ++f) {
        if (!is_echo(features[f])) continue;
        const std::string_view ion = features[f].ion;
        const auto parent = by_id.find(ion.substr(ion.rfind(' ') + 1));
        if (parent != by_id.end() && !is_echo(features[parent->second]))
            owners.segment[f] = owners.segment[parent->second];
    }
}

/// How much later a plug's compounds come than those of the first; by the spacing where they share none.
double segment_s(const RunSegments& settled, std::size_t segment) {
    std::vector<double> later;
    for (std::size_t c = 0; c < settled.plugs[segment].size(); ++c)
        if (const double late_s = settled.plugs[segment][c] - settled.plugs.front()[c]; std::isfinite(late_s))
            later.push_back(late_s);
    return later.empty() ? double(segment) * settled.spacing.spacing_s : median(std::move(later));
}

std::vector<RunSegment> not_told(std::size_t segments, const SegmentSpacing& spacing) {
    std::string reason;
    for (const Note& note : spacing.notes) reason += (reason.empty() ? "" : "; ") + note.text;
    std::vector<RunSegment> parts(segments);
    for (RunSegment& part : parts) part.reason = reason;
    return parts;
}

std::vector<RunSegment> parted(const SegmentedRun& run, std::span<const SegmentCompound> compounds,
                               const RunSegments& settled, const SegmentParams& params) {
    if (!settled.spacing.clear) return not_told(run.segments, settled.spacing);
    Owners owners{std::vector<std::optional<std::size_t>>(run.features.size()),
                  std::vector<bool>(run.features.size(), false)};
    std::vector<bool> listed(run.features.size(), false);
    take_listed(run.features, compounds, settled, params, owners, listed);
    take_unlisted(run.features, settled, params, listed, owners);
    take_echoes(run.features, owners);

    std::vector<RunSegment> parts(run.segments);
    for (std::size_t i = 0; i < run.segments; ++i) {
        RunSegment& part = parts[i];
        part.segment_s = segment_s(settled, i);
        const bool has_standard =
            std::any_of(settled.plugs[i].begin(), settled.plugs[i].end(), [](double t) { return std::isfinite(t); });
        if (!has_standard)
            part.reason = "no internal standard of segment " + std::to_string(i + 1) +
                          " was seen: its injection failed, and nothing was taken for it";
        for (std::size_t f = 0; f < run.features.size(); ++f) {
            const bool is_own = owners.segment[f] == i && !owners.comigrating[f];
            if (is_own) part.features.push_back(run.features[f]);
            if (!is_own && (owners.segment[f] || owners.comigrating[f])) part.others.push_back(run.features[f]);
        }
    }
    return parts;
}

}  // namespace

std::vector<SegmentCompound> segment_compounds(std::span<const Compound> compounds, Polarity polarity) {
    std::vector<SegmentCompound> sought;
    for (const Compound& compound : compounds)
        sought.push_back({compound.role == CompoundRole::lock_mass ? no_value : mz_of(compound, polarity),
                          compound.role == CompoundRole::internal_standard, compound.mt_s});
    return sought;
}

std::vector<std::vector<RunSegment>> part_segments(std::span<const SegmentedRun> runs,
                                                   std::span<const Compound> compounds, Polarity polarity,
                                                   const SegmentParams& params) {
    const std::vector<SegmentCompound> sought = segment_compounds(compounds, polarity);
    const std::vector<InjectionTimes> told = told_times(compounds, sought);
    const auto settle_all = [&](const TimeModel& model) {
        std::vector<RunSegments> settled;
        for (const SegmentedRun& run : runs)
            settled.push_back(settle_segments(run.features, sought, run.segments, model, params));
        return settled;
    };
    // First by what the table tells, then by what all runs have shown.
    const std::vector<RunSegments> first = settle_all(learn_times(told, params));
    const std::vector<RunSegments> settled = settle_all(learnt_from(told, first, params));
    std::vector<std::vector<RunSegment>> parts;
    for (std::size_t r = 0; r < runs.size(); ++r) parts.push_back(parted(runs[r], sought, settled[r], params));
    return parts;
}

}  // namespace gassan
