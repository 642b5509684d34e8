#include "io/report/study_rows.hpp"

#include "io/report/markup.hpp"

#include <fmt/format.h>

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
};

constexpr Heading feature_columns[] = {
    {"feature_id", Word::key_feature_id, false},
    {"mz", Word::key_mz},
    {"mobility_tu", Word::key_mobility},
    {"mt_s", Word::key_mt},
    {"charge", Word::key_charge},
    {"ion", Word::key_ion, false},
    {"n_runs", Word::key_runs},
    {"n_detected", Word::key_detected},
    {"n_filled", Word::key_filled},
    {"quality", Word::key_quality},
    {"below_limit", Word::key_below},
    {"not_measured", Word::key_not_measured},
    {"height", Word::key_height},
    {"doubt", Word::key_doubt},
};

/// Long names may break behind their underscores, so that a column is as wide as its numbers.
std::string breakable(std::string_view name) {
    std::string out;
    for (const char letter : name) {
        out += letter;
        if (letter == '_') out += "<wbr/>";
    }
    return out;
}

std::string table_head(const StudyView& view, std::span<const Heading> headings) {
    std::string out = "<thead><tr>";
    for (const auto& one : headings)
        out += fmt::format("<th scope=\"col\"{}>{}<small>{}</small></th>", one.is_number ? "" : " class=\"t\"",
                           breakable(one.name), word(view.language, one.meaning));
    return out + "</tr></thead>\n";
}

/// The cells of a row behind its first, which is a heading of the row and may be a link.
/// \param cells markup, parallel to the headings.
std::string table_row(const std::string& id, std::string_view kind, std::span<const Heading> headings,
                      const std::vector<std::string>& cells) {
    std::string out = fmt::format("<tr id=\"{}\"{}><th scope=\"row\">{}</th>", id,
                                  kind.empty() ? std::string() : fmt::format(" class=\"{}\"", kind), cells[0]);
    for (std::size_t i = 1; i < cells.size(); ++i)
        out += fmt::format("<td{}>{}</td>", headings[i].is_number ? "" : " class=\"t\"", cells[i]);
    return out + "</tr>\n";
}

std::string linked(bool is_link, const std::string& target, const std::string& markup) {
    return is_link ? fmt::format("<a href=\"#{}\">{}</a>", target, markup) : markup;
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

std::string run_row(const StudyView& view, std::size_t sample, const RunCharts& charts) {
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
    return table_row(fmt::format("run-{}", sample + 1), run_status_name(run.status), run_columns, cells);
}

}  // namespace

std::string run_table_html(const StudyView& view, const std::vector<RunCharts>& charts) {
    std::string out = "<table class=\"runs\">\n" + table_head(view, run_columns) + "<tbody>\n";
    for (const std::size_t sample : view.run_order)
        if (sample < view.result.runs.size()) out += run_row(view, sample, charts[sample]);
    return out + "</tbody>\n</table>\n";
}

std::string study_feature_table_html(const StudyView& view, std::size_t table, const std::vector<Doubt>& doubts,
                                     const std::vector<bool>& has_row, const std::vector<bool>& has_chart) {
    const auto& of = view.result.tables[table];
    std::string out = "<table>\n" + table_head(view, feature_columns) + "<tbody>\n";
    for (std::size_t f = 0; f < of.features.size(); ++f) {
        if (!has_row[f]) continue;
        const auto& feature = of.features[f];
        const auto counts = kinds_of_feature(of, f);
        const auto name = fmt::format("{}-{}", table + 1, f + 1);
        out += table_row(
            "row-" + name, "", feature_columns,
            {linked(has_chart[f], "peak-" + name, escaped(feature.feature_id)), fixed(feature.mz, 6),
             fixed(feature.mobility_tu, 4), fixed(feature.mt_s, 3),
             feature.charge == 0 ? "" : std::to_string(feature.charge), escaped(feature.ion), number_of(of.runs.size()),
             number_of(count_of(counts, CellKind::measured)), number_of(count_of(counts, CellKind::filled)),
             fixed(feature.quality, 3), number_of(count_of(counts, CellKind::below_limit)),
             number_of(count_of(counts, CellKind::not_measured)), significant(median_height(of, f)),
             fixed(doubts[f].score(), 2)});
    }
    return out + "</tbody>\n</table>\n";
}

}  // namespace gassan::report
