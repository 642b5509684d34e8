#include "io/report/study_rows.hpp"

#include "io/report/compound_names.hpp"
#include "io/report/markup.hpp"
#include "io/report/table_markup.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <span>
#include <string_view>

namespace gassan::report {
namespace {

struct Heading {
    std::string_view name;  ///< as in the tables
    Word meaning;
    bool is_number = true;
};

constexpr Heading run_columns[] = {
    {"sample_id", Word::key_sample_id, false},
    {"status", Word::key_status, false},
    {"reason", Word::key_reason, false},
    {"type", Word::key_type, false},
    {"group", Word::key_group, false},
    {"batch", Word::key_batch, false},
    {"injection_order", Word::key_order},
    {"polarity", Word::key_polarity, false},
    {"features", Word::key_features},
    {"measured", Word::key_measured},
    {"filled", Word::key_filled},
    {"below_limit", Word::key_below},
    {"not_measured", Word::key_not_measured},
    {"n_anchors", Word::key_anchors},
    {"rms_s", Word::key_rms},
    {"A", Word::key_a},
    {"B", Word::key_b},
    {"C", Word::key_c},
    {"mz_shift_ppm", Word::key_mz_shift},
    {"total_ion_ratio", Word::key_ratio},
    {"lock_masses", Word::key_lock_masses, false},
    {"lock_ppm", Word::key_lock_ppm, false},
};
constexpr std::size_t lock_columns = 2;  // the last ones

constexpr Heading feature_columns[] = {
    {"feature_id", Word::key_feature_id, false},
    {"mz", Word::key_mz},
    {"mobility_tu", Word::key_mobility},
    {"mt_s", Word::key_mt},
    {"charge", Word::key_charge},
    {"ion", Word::key_ion, false},
    {"compound", Word::key_compound, false},
    {"level", Word::key_level, false},
    {"score", Word::key_score},
    {"n_runs", Word::key_runs},
    {"n_detected", Word::key_detected},
    {"n_filled", Word::key_filled},
    {"quality", Word::key_quality},
    {"below_limit", Word::key_below},
    {"not_measured", Word::key_not_measured},
    {"height", Word::key_height},
    {"doubt", Word::key_doubt},
};

std::vector<ColumnHead> heads_of(const StudyView& view, std::span<const Heading> headings) {
    std::vector<ColumnHead> heads;
    for (const auto& one : headings) heads.push_back({one.name, word(view.language, one.meaning), one.is_number});
    return heads;
}

/// Some run's m/z axis was set right by lock masses: the columns that tell of them.
bool has_lock_masses(const StudyView& view) {
    return std::any_of(view.result.runs.begin(), view.result.runs.end(),
                       [](const RunRecord& run) { return !run.lock_masses.empty(); });
}

/// As runs.tsv has it; empty where nothing tells.
std::string_view polarity_name(Polarity polarity) {
    return polarity == Polarity::positive ? "positive" : polarity == Polarity::negative ? "negative" : "";
}

std::string number_of(std::size_t count) {
    return std::to_string(count);
}

/// The cells of a run that its table knows; empty ones for a run that stands in no table.
void add_table_cells(const StudyView& view, std::size_t sample, bool has_residuals, std::vector<std::string>& cells) {
    const auto at = column_of(view, sample);
    if (!at) {
        cells.insert(cells.end(), 10, "");
        return;
    }
    const auto& table = view.result.tables[at->table];
    const auto& alignment = table.runs[at->column].alignment;
    const auto counts = kinds_of_run(table, at->column);
    for (const auto kind : {CellKind::measured, CellKind::filled, CellKind::below_limit, CellKind::not_measured})
        cells.push_back(number_of(count_of(counts, kind)));
    cells.push_back(linked(has_residuals, fmt::format("align-{}", sample + 1), std::to_string(alignment.n_anchors)));
    cells.push_back(fixed(alignment.rms_s, 3));
    cells.push_back(significant(alignment.warp.a));
    cells.push_back(significant(alignment.warp.b));
    cells.push_back(significant(alignment.warp.c));
    cells.push_back(fixed(alignment.mz_shift_ppm, 3));
}

/// "66.0631; 622.0290" can break behind each.
std::string lock_cell(std::string_view joined) {
    std::string out;
    for (const char letter : escaped(joined)) {
        out += letter;
        if (letter == ';') out += ' ';
    }
    return out;
}

std::string run_row(const StudyView& view, std::size_t sample, const RunCharts& charts,
                    std::span<const ColumnHead> heads) {
    const auto& row = view.study.samples[sample];
    const auto& run = view.result.runs[sample];
    std::vector<std::string> cells{
        linked(charts.total_ion, fmt::format("tie-{}", sample + 1), escaped(row.sample_id)),
        status_text(run.status),
        escaped(run.reason),
        std::string(sample_type_name(row.type)),
        escaped(row.group),
        escaped(row.batch),
        row.injection_order ? std::to_string(*row.injection_order) : "",
        std::string(polarity_name(run.polarity)),
        number_of(run.features),
    };
    add_table_cells(view, sample, charts.residuals, cells);
    cells.push_back(fixed(view.total_ion_ratio[sample], 3));
    cells.push_back(lock_cell(run.lock_masses));
    cells.push_back(lock_cell(run.lock_ppm));
    cells.resize(heads.size());
    return table_row(fmt::format("run-{}", sample + 1), run_status_name(run.status), heads, cells);
}

const FeatureAnnotation& name_of(const StudyView& view, std::size_t table, std::size_t feature) {
    static const FeatureAnnotation none;
    const auto& tables = view.result.annotation.tables;
    return table < tables.size() && feature < tables[table].features.size() ? tables[table].features[feature] : none;
}

/// A feature without a name shows none: a dash, so that one can see that it was asked.
std::string compound_cell(const StudyView& view, const FeatureAnnotation& named) {
    const auto name = escaped(compound_names(view.language, named.compound_id, named.compound));
    return name.empty() ? "–" : name;
}

}  // namespace

std::string run_table_html(const StudyView& view, const std::vector<RunCharts>& charts) {
    auto heads = heads_of(view, run_columns);
    if (!has_lock_masses(view)) heads.resize(heads.size() - lock_columns);
    std::string out = "<table class=\"runs\">\n" + table_head(heads) + "<tbody>\n";
    for (const std::size_t sample : view.run_order)
        if (sample < view.result.runs.size()) out += run_row(view, sample, charts[sample], heads);
    return out + "</tbody>\n</table>\n";
}

std::string study_feature_table_html(const StudyView& view, std::size_t table, const std::vector<Doubt>& doubts,
                                     const std::vector<bool>& has_row, const std::vector<bool>& has_chart,
                                     const std::vector<bool>& has_evidence) {
    const auto& of = view.result.tables[table];
    const auto heads = heads_of(view, feature_columns);
    std::string out = "<table>\n" + table_head(heads) + "<tbody>\n";
    for (std::size_t f = 0; f < of.features.size(); ++f) {
        if (!has_row[f]) continue;
        const auto& feature = of.features[f];
        const auto counts = kinds_of_feature(of, f);
        const auto name = fmt::format("{}-{}", table + 1, f + 1);
        const auto& named = name_of(view, table, f);
        out += table_row(
            "row-" + name, "", heads,
            {linked(has_chart[f], "peak-" + name, escaped(feature.feature_id)), fixed(feature.mz, 6),
             fixed(feature.mobility_tu, 4), fixed(feature.mt_s, 3),
             feature.charge == 0 ? "" : std::to_string(feature.charge), escaped(feature.ion),
             linked(has_evidence[f], "name-" + name, compound_cell(view, named)), escaped(named.level),
             fixed(named.score, 3), number_of(of.runs.size()), number_of(count_of(counts, CellKind::measured)),
             number_of(count_of(counts, CellKind::filled)), fixed(feature.quality, 3),
             number_of(count_of(counts, CellKind::below_limit)), number_of(count_of(counts, CellKind::not_measured)),
             significant(median_height(of, f)), fixed(doubts[f].score(), 2)});
    }
    return out + "</tbody>\n</table>\n";
}

}  // namespace gassan::report
