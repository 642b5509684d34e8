#include "io/report/feature_rows.hpp"

#include "io/report/markup.hpp"
#include "io/table/write_features.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <iterator>
#include <numeric>
#include <string_view>

namespace gassan::report {
namespace {

struct Column {
    std::string_view name;      ///< as in features.tsv
    std::string_view japanese;  ///< field term
    std::string_view unit;
    std::string_view meaning;
    bool is_number = true;
};

constexpr std::array<Column, 18> columns{{
    {"feature_id", "番号", "", "name of the feature in this run, by m/z, then time", false},
    {"mz", "m/z", "Th", "mass-to-charge ratio, intensity-weighted over the upper half of the peak"},
    {"mt_s", "泳動時間", "s", "migration time of the apex"},
    {"mobility_tu", "移動度", "TU", "effective electrophoretic mobility; empty without a mobility scale"},
    {"charge", "電荷", "", "signed; empty where it is not known"},
    {"ion", "イオン種", "", "kind of ion; M+1 of F12 is an isotope line of F12", false},
    {"area", "ピーク面積", "counts·s", "area above the baseline"},
    {"height", "ピーク高さ", "counts", "height above the baseline at the apex"},
    {"snr", "S/N比", "", "height over the local noise (standard deviation)"},
    {"fwhm_s", "半値幅", "s", "full width at half height"},
    {"asymmetry", "非対称性", "", "tail over front half-width at 10 % height; above 1 tails"},
    {"begin_s", "積分開始", "s", "begin of the integration"},
    {"end_s", "積分終了", "s", "end of the integration"},
    {"area_se", "標準誤差", "counts·s", "standard error of the area"},
    {"quality", "品質", "", "probability of a peak"},
    {"flags", "フラグ", "", "what to know beside the numbers", false},
    {"model", "ピーク形状", "", "shape that describes the peak best: gauss, hvl or emg; empty for none", false},
    {"a1_s", "a1", "s", "when the ion would have come had there been little of it, where an hvl shape tells"},
}};

/// In the formats of features.tsv, so that a number can be searched for in both.
std::array<std::string, columns.size()> cells(const Feature& feature) {
    auto cells = feature_cells(feature);
    for (std::string& cell : cells) cell = escaped(cell);
    return cells;
}

std::string head() {
    std::string out = "<thead><tr>";
    for (const auto& column : columns) {
        const std::string_view comma = column.unit.empty() ? "" : ", ";
        out += fmt::format("<th scope=\"col\"{} title=\"{}\">{}<small><span lang=\"ja\">{}</span>{}{}</small></th>",
                           column.is_number ? "" : " class=\"t\"", escaped(column.meaning), column.name,
                           column.japanese, comma, column.unit);
    }
    return out + "</tr></thead>\n";
}

std::string row(const Feature& feature, std::size_t number, bool has_chart) {
    const auto values = cells(feature);
    std::string out = fmt::format("<tr id=\"row-{}\">", number);
    out += has_chart ? fmt::format("<th scope=\"row\"><a href=\"#peak-{}\">{}</a></th>", number, values[0])
                     : fmt::format("<th scope=\"row\">{}</th>", values[0]);
    for (std::size_t i = 1; i < columns.size(); ++i)
        fmt::format_to(std::back_inserter(out), "<td{}>{}</td>", columns[i].is_number ? "" : " class=\"t\"", values[i]);
    return out + "</tr>\n";
}

}  // namespace

std::vector<bool> features_with_row(const std::vector<Feature>& features, std::size_t at_most) {
    std::vector<bool> chosen(features.size(), true);
    if (features.size() <= at_most) return chosen;
    std::vector<std::size_t> order(features.size());
    std::iota(order.begin(), order.end(), std::size_t{0});
    const auto height = [&](std::size_t i) { return std::isfinite(features[i].height) ? features[i].height : 0.0; };
    std::stable_sort(order.begin(), order.end(), [&](std::size_t a, std::size_t b) { return height(a) > height(b); });
    for (std::size_t rank = at_most; rank < order.size(); ++rank) chosen[order[rank]] = false;
    return chosen;
}

std::string feature_table_html(const std::vector<Feature>& features, const std::vector<bool>& has_row,
                               const std::vector<bool>& has_chart) {
    std::string out = "<table>\n" + head() + "<tbody>\n";
    for (std::size_t i = 0; i < features.size(); ++i)
        if (has_row[i]) out += row(features[i], i + 1, has_chart[i]);
    return out + "</tbody>\n</table>\n";
}

}  // namespace gassan::report
