#include "io/report/run_report.hpp"

#include "io/report/charts.hpp"
#include "io/report/feature_rows.hpp"
#include "io/report/markup.hpp"
#include "io/report/page.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <string_view>
#include <vector>

namespace gassan {

namespace report {
namespace {

constexpr std::size_t most_charts = 12;
constexpr std::size_t most_rows = 2000;
constexpr std::size_t most_notes = 100;

/// What the parts of the page agree on: who has a chart, who has a row.
struct Plan {
    std::vector<std::size_t> charts;
    std::vector<bool> has_chart, has_row;
};

Plan plan_of(const RunResult& result) {
    Plan plan{strongest_features(result, most_charts), std::vector<bool>(result.features.size(), false),
              features_with_row(result.features, most_rows)};
    for (const std::size_t i : plan.charts) plan.has_chart[i] = true;
    return plan;
}

std::string heading(std::string_view id, std::string_view english, std::string_view japanese) {
    return fmt::format("<h2 id=\"{}\">{} <span lang=\"ja\">{}</span></h2>\n", id, english, japanese);
}

// ---- head, facts, notes --------------------------------------------------------------------------------------

std::string fact(std::string_view english, std::string_view japanese, const std::string& value) {
    if (value.empty()) return {};
    return fmt::format("<div><dt>{} <span lang=\"ja\">{}</span></dt><dd>{}</dd></div>\n", english, japanese, value);
}

std::string range_text(double low, double high, int decimals) {
    if (!std::isfinite(low) || !std::isfinite(high)) return {};
    return fixed(low, decimals) + " – " + fixed(high, decimals);
}

std::string scans_text(const RunSummary& summary) {
    std::string text = grouped(summary.ms1) + " MS1";
    if (summary.ms1_empty > 0) text += " (" + grouped(summary.ms1_empty) + " empty)";
    if (summary.ms2 > 0) text += ", " + grouped(summary.ms2) + " MS2 not used";
    return text;
}

std::string time_text(const RunSummary& summary) {
    const auto minutes = range_text(summary.first_time_s / 60.0, summary.last_time_s / 60.0, 2);
    if (minutes.empty()) return {};
    return minutes + " min <small class=\"v\">(" + range_text(summary.first_time_s, summary.last_time_s, 1) +
           " s)</small>";
}

std::string polarity_text(const RunSummary& summary) {
    constexpr std::string_view positive = "positive <span lang=\"ja\">陽イオン</span>";
    constexpr std::string_view negative = "negative <span lang=\"ja\">陰イオン</span>";
    if (summary.positive > 0 && summary.negative > 0)
        return fmt::format("{} ({} scans), {} ({} scans)", positive, grouped(summary.positive), negative,
                           grouped(summary.negative));
    if (summary.positive > 0) return std::string(positive);
    if (summary.negative > 0) return std::string(negative);
    return "not said by the file";
}

std::string features_text(const std::vector<Feature>& features) {
    const auto monoisotopic = std::size_t(std::count_if(features.begin(), features.end(), is_monoisotopic));
    std::string text = "<b>" + grouped(features.size()) + "</b>";
    if (monoisotopic < features.size())
        text += " (" + grouped(monoisotopic) + " monoisotopic, " + grouped(features.size() - monoisotopic) +
                " isotope lines)";
    return text;
}

std::string size_text(std::uint64_t bytes) {
    if (bytes == 0) return {};
    return bytes < 1000000 ? grouped(bytes) + " bytes" : fixed(double(bytes) / 1e6, 1) + " MB";
}

std::string software_text(const std::vector<std::string>& software) {
    std::string text;
    for (const auto& name : software) text += (text.empty() ? "" : ", ") + escaped(name);
    return text;
}

std::string facts(const RunSummary& summary, const RunResult& result) {
    std::string out = "<dl class=\"facts\">\n";
    out += fact("Features", "検出ピーク数", features_text(result.features));
    out += fact("Scans", "スキャン数", scans_text(summary));
    out += fact("Migration time", "泳動時間", time_text(summary));
    out += fact("m/z range", "m/z範囲", range_text(summary.min_mz, summary.max_mz, 4));
    out += fact("Polarity", "極性", polarity_text(summary));
    out += fact("Centroids", "セントロイド数", grouped(summary.points));
    out += fact("Instrument", "装置", escaped(summary.instrument));
    out += fact("Acquired", "測定日時", escaped(summary.start_time));
    out += fact("Format", "形式", escaped(summary.format));
    out += fact("File size", "ファイルサイズ", size_text(summary.file_bytes));
    out += fact("Software", "ソフトウェア", software_text(summary.software));
    return out + "</dl>\n";
}

std::string note_item(const Note& note) {
    const auto where = note.where.empty() ? "" : escaped(note.where) + ": ";
    return "<li><code>" + escaped(note.code) + "</code> " + where + escaped(note.text) + "</li>\n";
}

std::string notes_box(const Notes& of_file, const Notes& of_result) {
    const std::size_t count = of_file.size() + of_result.size();
    if (count == 0) return "<p class=\"no-notes\">No notes: reading and detection met nothing unusual.</p>\n";
    std::string out = fmt::format(
        "<section class=\"notes\" aria-label=\"Notes\">\n<h2>Notes <span lang=\"ja\">注意事項</span> ({})</h2>\n<ul>\n",
        grouped(count));
    std::size_t shown = 0;
    for (const auto* notes : {&of_file, &of_result})
        for (const auto& note : *notes)
            if (shown < most_notes) out += note_item(note), ++shown;
    if (shown < count) out += "<li>and " + grouped(count - shown) + " more</li>\n";
    return out + "</ul>\n</section>\n";
}

// ---- drawings ------------------------------------------------------------------------------------------------

std::string legend() {
    std::string out = "<p class=\"legend\">Quality <span lang=\"ja\">品質</span>: ";
    constexpr std::string_view ranges[] = {"below 0.5", "0.5–0.9", "0.9–0.97", "0.97–0.99", "0.99 and more"};
    for (std::size_t i = 0; i < std::size(ranges); ++i)
        out += fmt::format("<span class=\"key\"><i class=\"swatch q{}\"></i>{}</span> ", i, ranges[i]);
    return out +
           "<span class=\"key\"><i class=\"swatch iso q4\"></i>hollow: isotope line "
           "<span lang=\"ja\">同位体</span></span></p>\n";
}

std::string map_section(const RunResult& result, const Plan& plan) {
    std::string out = heading("map", "Feature map", "フィーチャーマップ");
    if (result.features.empty()) return out + "<p class=\"empty\">No features were found in this run.</p>\n";
    out +=
        "<p>Each dot is one feature: size by peak area (logarithmic), colour by quality. Point at a dot for its "
        "numbers, click it for its row in the table. The ids are those of the strongest features.</p>\n";
    out += legend();
    return out + "<div class=\"scroll\">" + feature_map_svg(result, plan.has_row, plan.charts) + "</div>\n";
}

std::string total_ion_section(const RunResult& result) {
    const auto& total = result.total_ion;
    std::string out = heading("tie", "Total ion electropherogram", "全イオンエレクトロフェログラム");
    if (total.time_s.empty()) return out + "<p class=\"empty\">The run has no scans to draw.</p>\n";
    const auto missing = std::size_t(std::count_if(total.intensity.begin(), total.intensity.end(),
                                                   [](float intensity) { return !std::isfinite(intensity); }));
    out += "<p>Sum of all centroids, scan by scan. Thin marks at the top are the apexes of the features. ";
    out += missing == 0
               ? "No scan is missing."
               : fmt::format(
                     "{} of {} scans are missing (spray dropout <span lang=\"ja\">スプレー途切れ</span>): gaps in "
                     "the line, with marks at the bottom.",
                     grouped(missing), grouped(total.time_s.size()));
    return out + "</p>\n<div class=\"scroll\">" + total_ion_svg(result) + "</div>\n";
}

std::string caption(const Feature& feature, std::size_t number, bool has_row) {
    const auto id = escaped(feature.feature_id);
    std::string out = "<figcaption><b>";
    out += has_row ? fmt::format("<a href=\"#row-{}\">{}</a>", number, id) : id;
    out += " · m/z " + fixed(feature.mz, 4) + " · " + fixed(feature.mt_s / 60.0, 2) + " min</b> <small class=\"v\">(" +
           fixed(feature.mt_s, 1) + " s)</small>";
    const auto add = [&](std::string_view name, const std::string& value) {
        if (!value.empty()) out += fmt::format("<span class=\"v\">{} {}</span> ", name, value);
    };
    out += "<br/>";
    add("area", with_error(feature.area, feature.area_se));
    add("S/N", std::isfinite(feature.snr) ? significant(std::round(feature.snr)) : "");
    add("FWHM", std::isfinite(feature.fwhm_s) ? fixed(feature.fwhm_s, 2) + " s" : "");
    add("quality", fixed(feature.quality, 2));
    add("", escaped(feature.ion));
    const auto flags = flag_names(feature.flags);
    if (!flags.empty()) out += "<br/><span class=\"flags\">" + flags + "</span>";
    return out + "</figcaption>";
}

std::string peaks_section(const RunResult& result, const Plan& plan) {
    if (plan.charts.empty()) return {};
    std::string out = heading("peaks", "Strongest peaks", "強度上位ピークのエレクトロフェログラム");
    out += fmt::format(
        "<p>Electropherograms <span lang=\"ja\">エレクトロフェログラム</span> of the {} strongest monoisotopic "
        "features, "
        "highest first. Orange: the peak between its integration bounds <span lang=\"ja\">積分範囲</span>; above the "
        "dashed line it holds the stated area. Light blue: other features of the same electropherogram. Dots are "
        "scans, "
        "the triangle is the apex. Area is in counts·s, ± one standard error.</p>\n<div class=\"peaks\">\n",
        plan.charts.size());
    for (const std::size_t i : plan.charts)
        out += fmt::format("<figure id=\"peak-{}\">\n{}{}</figure>\n", i + 1, peak_svg(result, i),
                           caption(result.features[i], i + 1, plan.has_row[i]));
    return out + "</div>\n";
}

// ---- table and foot ------------------------------------------------------------------------------------------

std::string table_section(const RunResult& result, const Plan& plan) {
    if (result.features.empty()) return {};
    std::string out = heading("table", "All features", "ピーク一覧");
    if (result.features.size() > most_rows)
        out += fmt::format("<p>The {} features with the highest apex out of {}; all of them are in features.tsv.</p>\n",
                           grouped(most_rows), grouped(result.features.size()));
    return out + "<div class=\"table\" tabindex=\"0\">\n" +
           feature_table_html(result.features, plan.has_row, plan.has_chart) + "</div>\n";
}

std::string foot(const ReportProvenance& provenance) {
    std::string out = "<footer>\n";
    if (!provenance.parameters.empty())
        out += "<details><summary>Parameters <span lang=\"ja\">解析条件</span></summary>\n<pre>" +
               parameter_lines(provenance.parameters) + "</pre></details>\n";
    out += "<p>" + (provenance.program.empty() ? "" : "Made by " + escaped(provenance.program) + ". ");
    return out +
           "Times are seconds from the start of the voltage, areas counts·s above the baseline. This page is "
           "complete in itself: it loads nothing and runs no script.</p>\n</footer>\n";
}

std::string links(const Plan& plan) {
    std::string out = "<nav><a href=\"#map\">Feature map</a> <a href=\"#tie\">Total ion electropherogram</a>";
    if (!plan.charts.empty()) out += " <a href=\"#peaks\">Strongest peaks</a>";
    if (!plan.has_row.empty()) out += " <a href=\"#table\">All features</a>";
    return out + "</nav>\n";
}

}  // namespace
}  // namespace report

std::string run_report_html(const std::string& title, const RunSummary& summary, const RunResult& result,
                            const ReportProvenance& provenance) {
    using namespace report;
    const auto plan = plan_of(result);
    std::string page = page_head(title, "en");
    page += "<header>\n<p class=\"kind\">CE-MS run report <span lang=\"ja\">CE-MS 測定レポート</span></p>\n<h1>" +
            escaped(title) + "</h1>\n" + links(plan) + "</header>\n<main>\n";
    page += facts(summary, result);
    page += notes_box(summary.notes, result.notes);
    page += map_section(result, plan);
    page += total_ion_section(result);
    page += peaks_section(result, plan);
    page += table_section(result, plan);
    return page + "</main>\n" + foot(provenance) + "</body>\n</html>\n";
}

}  // namespace gassan
