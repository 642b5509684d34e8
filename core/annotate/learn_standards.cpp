#include "core/annotate/learn_standards.hpp"

#include "core/annotate/kin.hpp"
#include "core/base/robust.hpp"

#include <algorithm>
#include <cmath>
#include <numeric>
#include <set>
#include <unordered_map>

namespace gassan {
namespace {

constexpr double least_slope = 0.4, most_slope = 1.5, least_rank = 0.8, most_blank = 0.3;
constexpr std::size_t fewest_levels = 3;

/// Ranks from 0; equal values have their mean rank.
std::vector<double> ranks_of(const std::vector<double>& values) {
    std::vector<std::size_t> order(values.size());
    std::iota(order.begin(), order.end(), 0);
    std::sort(order.begin(), order.end(), [&](std::size_t a, std::size_t b) { return values[a] < values[b]; });
    std::vector<double> ranks(values.size());
    for (std::size_t begin = 0, end = 0; begin < order.size(); begin = end) {
        while (end < order.size() && values[order[end]] == values[order[begin]]) ++end;
        for (std::size_t i = begin; i < end; ++i) ranks[order[i]] = 0.5 * double(begin + end - 1);
    }
    return ranks;
}

double correlation(const std::vector<double>& x, const std::vector<double>& y) {
    const double n = double(x.size());
    const double mean_x = std::accumulate(x.begin(), x.end(), 0.0) / n;
    const double mean_y = std::accumulate(y.begin(), y.end(), 0.0) / n;
    double xx = 0.0, yy = 0.0, xy = 0.0;
    for (std::size_t i = 0; i < x.size(); ++i) {
        xx += (x[i] - mean_x) * (x[i] - mean_x);
        yy += (y[i] - mean_y) * (y[i] - mean_y);
        xy += (x[i] - mean_x) * (y[i] - mean_y);
    }
    return xx > 0.0 && yy > 0.0 ? xy / std::sqrt(xx * yy) : 0.0;
}

double share_in_blanks(const FeatureTable& table, std::size_t feature, const std::vector<bool>& blanks, double top) {
    std::vector<double> areas;
    for (std::size_t run = 0; run < table.runs.size(); ++run) {
        const Cell& cell = table.cell(feature, run);
        if (!blanks[run] || cell.kind == CellKind::failed || cell.kind == CellKind::not_measured) continue;
        areas.push_back(has_area(cell) ? cell.area : 0.0);
    }
    return areas.empty() ? 0.0 : median(std::move(areas)) / top;
}

}  // namespace

Levels levels_of(const std::string& compound_id, const FeatureTable& table, const Study& study,
                 std::span<const StandardLevel> standards) {
    std::unordered_map<std::string_view, double> told;
    std::set<std::string_view> listed;  // standards that standards.tsv speaks of: what it leaves out is not in them
    for (const StandardLevel& level : standards) {
        listed.insert(level.sample_id);
        if (level.compound_id == compound_id) told[level.sample_id] = level.concentration;
    }
    for (const Sample& sample : study.samples)
        if (sample.type == SampleType::standard && std::isfinite(sample.level) && !listed.contains(sample.sample_id))
            told.emplace(sample.sample_id, sample.level);
    Levels levels;
    for (const TableRun& run : table.runs) {
        const auto found = told.find(run.sample_id);
        levels.push_back(found == told.end() ? no_value : found->second);
    }
    return levels;
}

std::vector<bool> blanks_of(const FeatureTable& table, const Study& study) {
    std::set<std::string_view> blank;
    for (const Sample& sample : study.samples)
        if (sample.type == SampleType::blank) blank.insert(sample.sample_id);
    std::vector<bool> blanks;
    for (const TableRun& run : table.runs) blanks.push_back(blank.contains(run.sample_id));
    return blanks;
}

StandardAnswer standard_answer(const FeatureTable& table, std::size_t feature, const Levels& levels,
                               const std::vector<bool>& blanks) {
    std::vector<double> level, area, log_level, log_area;
    double top = 0.0, highest = 0.0;
    for (std::size_t run = 0; run < levels.size(); ++run) {
        const Cell& cell = table.cell(feature, run);
        if (!(levels[run] > 0.0) || cell.kind == CellKind::failed || cell.kind == CellKind::not_measured) continue;
        level.push_back(levels[run]);
        area.push_back(has_area(cell) ? cell.area : 0.0);
        if (!has_area(cell)) continue;
        log_level.push_back(std::log(levels[run]));
        log_area.push_back(std::log(cell.area));
        if (levels[run] >= highest) {
            highest = levels[run];
            top = cell.area;
        }
    }
    StandardAnswer answer;
    if (std::set<double>(level.begin(), level.end()).size() < fewest_levels) return answer;
    // A weak compound shows in the highest standards alone, and says nothing; what the highest one lacks is not of it.
    answer.judged = log_level.size() >= fewest_levels || highest < *std::max_element(level.begin(), level.end());
    answer.rank = correlation(ranks_of(level), ranks_of(area));
    if (std::set<double>(log_level.begin(), log_level.end()).size() < 2) return answer;
    answer.slope = theil_sen(log_level, log_area).slope;
    answer.blank = share_in_blanks(table, feature, blanks, top);
    answer.rises = log_level.size() >= fewest_levels && answer.slope >= least_slope && answer.slope <= most_slope &&
                   answer.rank >= least_rank && answer.blank <= most_blank;
    return answer;
}

}  // namespace gassan
