#include "io/report/doubt.hpp"

#include "io/report/study_report.hpp"
#include "io/report/study_view.hpp"

#include <algorithm>
#include <cmath>
#include <map>
#include <numeric>
#include <string_view>
#include <unordered_map>
#include <utility>

namespace gassan {
namespace report {
namespace {

constexpr std::size_t least_group = 4;  // of fewer runs a half says nothing

/// Group of each column; -1 for none.
std::vector<int> group_of_columns(const Study& study, const FeatureTable& table) {
    std::unordered_map<std::string_view, const Sample*> sample_of;
    for (const Sample& sample : study.samples) sample_of.try_emplace(sample.sample_id, &sample);
    std::map<std::pair<SampleType, std::string_view>, int> groups;
    std::vector<int> out;
    for (const auto& run : table.runs) {
        const auto found = sample_of.find(run.sample_id);
        if (found == sample_of.end())
            out.push_back(-1);
        else
            out.push_back(
                groups.try_emplace({found->second->type, found->second->group}, int(groups.size())).first->second);
    }
    return out;
}

double quality_doubt(const ConsensusFeature& feature) {
    return std::isfinite(feature.quality) ? std::clamp(1.0 - feature.quality, 0.0, 1.0) : 1.0;
}

/// The frame tells how far dt/t of one compound scatters; its slope makes places of it.
double scatter_doubt(const Frame& frame, const ConsensusFeature& feature) {
    const double usual = std::abs(frame.clock.slope(feature.mt_s)) * feature.mt_s * frame.relative_sd;
    if (!(usual > 0.0) || !std::isfinite(feature.place_sd)) return 0.0;
    return std::clamp((feature.place_sd / usual - 1.0) / 3.0, 0.0, 1.0);
}

double split_doubt(const FeatureTable& table, std::size_t feature, const std::vector<int>& group_of) {
    std::map<int, std::pair<std::size_t, std::size_t>> found_of;  // measured, all that could tell
    for (std::size_t r = 0; r < group_of.size(); ++r) {
        const auto kind = table.cell(feature, r).kind;
        if (group_of[r] < 0 || kind == CellKind::failed || kind == CellKind::not_measured) continue;
        auto& [found, all] = found_of[group_of[r]];
        found += kind == CellKind::measured;
        ++all;
    }
    double worst = 0.0;
    for (const auto& [group, counts] : found_of) {
        const double share = double(counts.first) / double(counts.second);
        if (counts.second >= least_group) worst = std::max(worst, 4.0 * share * (1.0 - share));
    }
    return worst;
}

double filled_doubt(const KindCounts& counts) {
    const auto filled = count_of(counts, CellKind::filled), measured = count_of(counts, CellKind::measured);
    return filled + measured == 0 ? 0.0 : double(filled) / double(filled + measured);
}

bool stand_together(const Frame& frame, const ConsensusFeature& a, const ConsensusFeature& b) {
    constexpr double least_ppm = 5.0, sds = 4.0, widths = 2.0, unknown_width_s = 5.0;
    const double width_ppm = std::max(least_ppm, sds * frame.mz_sd_ppm);
    double width_s = std::fmax(a.fwhm_s, b.fwhm_s);  // the one that is not NaN
    if (!(width_s > 0.0)) width_s = unknown_width_s;
    return std::abs(a.mz - b.mz) <= width_ppm * 1e-6 * a.mz && std::abs(a.mt_s - b.mt_s) <= widths * width_s;
}

/// Marks the features beside those that were found in one run only. By a sweep over m/z.
void mark_neighbours(const FeatureTable& table, const std::vector<KindCounts>& counts, std::vector<Doubt>& out) {
    constexpr double widest_ppm = 100.0;  // of any frame
    std::vector<std::size_t> order(table.features.size());
    std::iota(order.begin(), order.end(), std::size_t{0});
    const auto mz = [&](std::size_t f) { return table.features[f].mz; };
    std::stable_sort(order.begin(), order.end(), [&](std::size_t a, std::size_t b) { return mz(a) < mz(b); });
    for (std::size_t i = 0; i < order.size(); ++i)
        for (std::size_t j = i + 1; j < order.size() && mz(order[j]) <= mz(order[i]) * (1.0 + widest_ppm * 1e-6); ++j) {
            const auto a = order[i], b = order[j];
            if (!stand_together(table.frame, table.features[a], table.features[b])) continue;
            if (count_of(counts[b], CellKind::measured) == 1) out[a].neighbour = 1.0;
            if (count_of(counts[a], CellKind::measured) == 1) out[b].neighbour = 1.0;
        }
}

/// Most doubtful first; of equals the higher one.
std::vector<std::size_t> by_falling_doubt(const Study& study, const FeatureTable& table,
                                          std::vector<std::size_t> by_height) {
    const auto all = doubts(study, table);
    std::stable_sort(by_height.begin(), by_height.end(),
                     [&](std::size_t a, std::size_t b) { return all[a].score() > all[b].score(); });
    return by_height;
}

}  // namespace

std::vector<Doubt> doubts(const Study& study, const FeatureTable& table) {
    const auto group_of = group_of_columns(study, table);
    std::vector<Doubt> out;
    std::vector<KindCounts> counts;
    for (std::size_t f = 0; f < table.features.size(); ++f) {
        const auto& feature = table.features[f];
        counts.push_back(kinds_of_feature(table, f));
        out.push_back({.quality = quality_doubt(feature),
                       .scatter = scatter_doubt(table.frame, feature),
                       .split = split_doubt(table, f, group_of),
                       .filled = filled_doubt(counts.back())});
    }
    mark_neighbours(table, counts, out);
    return out;
}

}  // namespace report

std::vector<FeatureOverlay> features_to_show(const Study& study, const StudyResult& result, std::size_t strongest,
                                             std::size_t doubtful) {
    std::vector<FeatureOverlay> out;
    for (std::size_t t = 0; t < result.tables.size(); ++t) {
        const auto& table = result.tables[t];
        auto order = report::by_falling_height(table);
        const auto strong = std::min(strongest, order.size());
        for (std::size_t i = 0; i < strong; ++i)
            out.push_back({.table = t, .feature = order[i], .doubtful = false, .curves = {}});
        order.erase(order.begin(), order.begin() + std::ptrdiff_t(strong));
        order = report::by_falling_doubt(study, table, std::move(order));
        for (std::size_t i = 0; i < std::min(doubtful, order.size()); ++i)
            out.push_back({.table = t, .feature = order[i], .doubtful = true, .curves = {}});
    }
    return out;
}

}  // namespace gassan
