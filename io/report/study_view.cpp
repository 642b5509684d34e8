#include "io/report/study_view.hpp"

#include "core/base/robust.hpp"
#include "io/report/curve.hpp"
#include "io/report/markup.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <map>
#include <numeric>
#include <tuple>
#include <unordered_map>
#include <utility>

namespace gassan::report {
namespace {

constexpr std::array<std::string_view, 7> group_css{"k0", "k1", "k2", "k3", "k4", "k5", "k6"};

RunClass class_for(const Sample& sample, std::size_t groups_before) {
    switch (sample.type) {
        case SampleType::qc:
            return {"kqc", "qc"};
        case SampleType::blank:
            return {"kblank", "blank"};
        case SampleType::standard:
            return {"kstandard", "standard"};
        case SampleType::sample:
            break;
    }
    if (groups_before + 1 >= group_css.size()) return {group_css.back(), ""};
    return {group_css[groups_before], sample.group.empty() ? "sample" : sample.group};
}

void classify(StudyView& view) {
    std::map<std::pair<SampleType, std::string>, std::size_t> known;
    std::size_t groups = 0;
    for (const Sample& sample : view.study.samples) {
        const bool by_group = sample.type == SampleType::sample;
        const auto [place, is_new] = known.try_emplace({sample.type, by_group ? sample.group : ""}, 0);
        if (is_new) {
            const auto made = class_for(sample, by_group ? groups++ : 0);
            const auto same = std::find_if(view.classes.begin(), view.classes.end(),
                                           [&](const RunClass& one) { return one.css == made.css; });
            place->second = std::size_t(same - view.classes.begin());
            if (same == view.classes.end()) view.classes.push_back(made);
        }
        view.class_of.push_back(place->second);
    }
}

/// Batches by their first injection, then injections; what has no order comes last, as the sheet has it.
std::vector<std::size_t> measured_order(const Study& study) {
    constexpr long last = std::numeric_limits<long>::max();
    const auto& samples = study.samples;
    std::unordered_map<std::string, long> first_of;
    std::unordered_map<std::string, std::size_t> place_of;
    for (std::size_t i = 0; i < samples.size(); ++i) {
        place_of.try_emplace(samples[i].batch, i);
        auto& first = first_of.try_emplace(samples[i].batch, last).first->second;
        first = std::min(first, samples[i].injection_order.value_or(last));
    }
    const auto key = [&](std::size_t i) {
        const auto& sample = samples[i];
        return std::tuple(!sample.injection_order, first_of.at(sample.batch), place_of.at(sample.batch),
                          sample.injection_order.value_or(last));
    };
    std::vector<std::size_t> order(samples.size());
    std::iota(order.begin(), order.end(), std::size_t{0});
    std::stable_sort(order.begin(), order.end(), [&](std::size_t a, std::size_t b) { return key(a) < key(b); });
    return order;
}

void find_rows(StudyView& view) {
    std::unordered_map<std::string_view, std::size_t> row_of;
    for (std::size_t i = 0; i < view.study.samples.size(); ++i) row_of.try_emplace(view.study.samples[i].sample_id, i);
    for (const auto& table : view.result.tables) {
        auto& rows = view.rows.emplace_back();
        for (const auto& run : table.runs) {
            const auto found = row_of.find(run.sample_id);
            rows.push_back(found == row_of.end() ? std::nullopt : std::optional(found->second));
        }
    }
}

double total_area(const Electropherogram& curve) {
    double area = 0.0;
    std::optional<std::size_t> before;  // missing scans are bridged
    for (std::size_t scan = 0; scan < curve.time_s.size(); ++scan) {
        if (!std::isfinite(curve.intensity[scan])) continue;
        if (before)
            area += (curve.time_s[scan] - curve.time_s[*before]) *
                    (double(curve.intensity[scan]) + double(curve.intensity[*before])) / 2.0;
        before = scan;
    }
    return area > 0.0 ? area : no_value;
}

/// Blanks and standards do not make the median: they are no samples.
void find_ratios(StudyView& view) {
    std::map<Polarity, std::vector<double>> usual;
    std::vector<double> areas(view.study.samples.size(), no_value);
    for (std::size_t i = 0; i < areas.size() && i < view.total_ion.size() && i < view.result.runs.size(); ++i) {
        areas[i] = total_area(view.total_ion[i]);
        const auto type = view.study.samples[i].type;
        if (std::isfinite(areas[i]) && (type == SampleType::sample || type == SampleType::qc))
            usual[view.result.runs[i].polarity].push_back(areas[i]);
    }
    for (std::size_t i = 0; i < areas.size(); ++i) {
        const auto found = i < view.result.runs.size() ? usual.find(view.result.runs[i].polarity) : usual.end();
        view.total_ion_ratio.push_back(found == usual.end() ? no_value : areas[i] / median(found->second));
    }
}

}  // namespace

std::string_view StudyView::css(std::size_t table, std::size_t column) const {
    const auto row = rows[table][column];
    return row ? classes[class_of[*row]].css : group_css.back();
}

RunStatus StudyView::status(std::size_t table, std::size_t column) const {
    const auto row = rows[table][column];
    return row && *row < result.runs.size() ? result.runs[*row].status : RunStatus::ok;
}

StudyView view_of(const Study& study, const StudyResult& result, const std::vector<Electropherogram>& total_ion,
                  Language language) {
    StudyView view{study, result, total_ion, language, {}, {}, measured_order(study), {}, {}};
    classify(view);
    find_rows(view);
    find_ratios(view);
    return view;
}

std::optional<Column> column_of(const StudyView& view, std::size_t sample) {
    for (std::size_t table = 0; table < view.rows.size(); ++table)
        for (std::size_t column = 0; column < view.rows[table].size(); ++column)
            if (view.rows[table][column] == sample) return Column{table, column};
    return std::nullopt;
}

std::vector<std::size_t> columns_in_order(const StudyView& view, std::size_t table) {
    std::vector<std::size_t> rank(view.run_order.size());
    for (std::size_t place = 0; place < rank.size(); ++place) rank[view.run_order[place]] = place;
    const auto& rows = view.rows[table];
    const auto key = [&](std::size_t column) { return rows[column] ? rank[*rows[column]] : rank.size(); };
    std::vector<std::size_t> order(rows.size());
    std::iota(order.begin(), order.end(), std::size_t{0});
    std::stable_sort(order.begin(), order.end(), [&](std::size_t a, std::size_t b) { return key(a) < key(b); });
    return order;
}

std::vector<std::size_t> chosen_evenly(const std::vector<std::size_t>& items, const std::vector<bool>& must,
                                       std::size_t at_most) {
    if (items.size() <= at_most) return items;
    std::vector<std::size_t> first, others;  // places in items
    for (std::size_t i = 0; i < items.size(); ++i) (must[i] ? first : others).push_back(i);
    const auto take = [](const std::vector<std::size_t>& from, std::size_t count, std::vector<std::size_t>& to) {
        count = std::min(count, from.size());
        for (std::size_t i = 0; i < count; ++i)
            to.push_back(from[count == 1 ? 0 : i * (from.size() - 1) / (count - 1)]);
    };
    std::vector<std::size_t> places;
    take(first, at_most, places);
    take(others, at_most - places.size(), places);
    std::sort(places.begin(), places.end());
    for (std::size_t& place : places) place = items[place];
    return places;
}

KindCounts kinds_of_run(const FeatureTable& table, std::size_t column) {
    KindCounts counts{};
    for (std::size_t f = 0; f < table.features.size(); ++f) ++counts[std::size_t(table.cell(f, column).kind)];
    return counts;
}

KindCounts kinds_of_feature(const FeatureTable& table, std::size_t feature) {
    KindCounts counts{};
    for (std::size_t r = 0; r < table.runs.size(); ++r) ++counts[std::size_t(table.cell(feature, r).kind)];
    return counts;
}

std::size_t count_of(const KindCounts& counts, CellKind kind) {
    return counts[std::size_t(kind)];
}

std::string kinds_text(const KindCounts& counts) {
    std::string out;
    for (std::size_t kind = 0; kind < cell_kinds; ++kind)
        if (counts[kind] > 0)
            out +=
                (out.empty() ? "" : " · ") + std::string(cell_kind_name(CellKind(kind))) + " " + grouped(counts[kind]);
    return out;
}

double median_height(const FeatureTable& table, std::size_t feature) {
    std::vector<double> heights;
    for (std::size_t r = 0; r < table.runs.size(); ++r) {
        const auto& cell = table.cell(feature, r);
        if (cell.kind == CellKind::measured && std::isfinite(cell.height)) heights.push_back(cell.height);
    }
    return heights.empty() ? no_value : median(std::move(heights));
}

std::vector<std::size_t> by_falling_height(const FeatureTable& table) {
    std::vector<double> heights(table.features.size());
    std::vector<std::size_t> order;
    for (std::size_t f = 0; f < heights.size(); ++f)
        if (std::isfinite(heights[f] = median_height(table, f))) order.push_back(f);
    std::stable_sort(order.begin(), order.end(), [&](std::size_t a, std::size_t b) { return heights[a] > heights[b]; });
    return order;
}

double found_share(const KindCounts& counts) {
    const std::size_t runs =
        std::accumulate(counts.begin(), counts.end(), std::size_t{0}) - count_of(counts, CellKind::failed);
    return runs == 0 ? 0.0 : double(count_of(counts, CellKind::measured)) / double(runs);
}

std::string status_text(RunStatus status) {
    const std::string_view mark = status == RunStatus::ok ? "✓" : status == RunStatus::warned ? "▲" : "✕";
    return fmt::format("<span class=\"status {0}\">{1} {0}</span>", run_status_name(status), mark);
}

std::string_view polarity_word(const StudyView& view, Polarity polarity) {
    switch (polarity) {
        case Polarity::positive:
            return word(view.language, Word::positive);
        case Polarity::negative:
            return word(view.language, Word::negative);
        case Polarity::unknown:
            break;
    }
    return word(view.language, Word::no_polarity);
}

std::string polarity_title(const StudyView& view, Polarity polarity) {
    return word(view.language, Word::polarity, polarity_word(view, polarity));
}

std::string heading(int level, std::string_view id, std::string_view text) {
    return fmt::format("<h{0} id=\"{1}\">{2}</h{0}>\n", level, id, text);
}

std::string paragraph(std::string_view text) {
    return text.empty() ? std::string() : fmt::format("<p>{}</p>\n", text);
}

std::string chosen_note(const StudyView& view, std::size_t shown, std::size_t all) {
    return shown == all ? std::string() : paragraph(word(view.language, Word::some_runs, grouped(shown), grouped(all)));
}

std::string class_legend(const StudyView& view) {
    std::string out = "<p class=\"legend\">";
    for (const auto& one : view.classes)
        out +=
            fmt::format("<span class=\"key\"><i class=\"swatch {}\"></i>{}</span> ", one.css,
                        one.name.empty() ? std::string(word(view.language, Word::further_groups)) : escaped(one.name));
    return out + "</p>\n";
}

}  // namespace gassan::report
