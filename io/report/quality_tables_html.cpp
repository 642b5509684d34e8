#include "io/report/quality_tables_html.hpp"

#include "core/base/robust.hpp"
#include "io/report/markup.hpp"
#include "io/report/study_view.hpp"
#include "io/report/table_markup.hpp"
#include "io/table/quality_tables.hpp"

#include <fmt/format.h>

#include <array>
#include <cmath>
#include <numeric>

namespace gassan::report {
namespace {

constexpr std::size_t most_rows = 2000, most_drivers = 4;

std::string table_of(std::string_view kind, const std::string& head, const std::string& rows) {
    return fmt::format(
        "<div class=\"table\" tabindex=\"0\"><table class=\"{}\">\n{}<tbody>\n{}</tbody></table></div>\n", kind, head,
        rows);
}

/// "T2 3.1 · SPE 1.8": how many times its limit.
std::string statistics_text(const QualityPage& page, std::size_t run) {
    const RunQuality& of = page.quality.runs[run];
    const Polarity polarity = page.table.study.samples[run].polarity;
    std::string out;
    for (const QualityPca& pca : page.quality.pcas) {
        if (pca.polarity != polarity) continue;
        const auto add = [&](bool is_out, const char* name, double value, double limit) {
            if (is_out) out += fmt::format("{}{} {}", out.empty() ? "" : " · ", name, fixed(value / limit, 1));
        };
        add(of.t2_out, "T2", of.t2, pca.t2_limit);
        add(of.spe_out, "SPE", of.spe, pca.spe_limit);
        add(of.dmodx_out, "DModX", of.dmodx, pca.dmodx_limit);
    }
    return out;
}

std::string drivers_text(const QualityPage& page, std::size_t run) {
    std::string out;
    const auto& parts = page.quality.runs[run].contributions;
    for (std::size_t i = 0; i < parts.size() && i < most_drivers; ++i)
        out +=
            (i > 0 ? ", " : "") + word(page.language, QualityWord::driven_by, escaped(page.name(parts[i].variable)),
                                       fixed(100.0 * parts[i].share, 0), fmt::format("{:+.1f}", parts[i].deviation_sd));
    return out;
}

std::string percent(double value) {
    return fixed(value, std::abs(value) < 9.95 ? 1 : 0);
}

std::vector<std::string> grade_cells(const QualityPage& page, std::size_t v) {
    const VariableQuality& of = page.quality.variables[v];
    const std::string trend =
        std::isfinite(of.trend.ln_per_100) ? fmt::format("{:+.1f}", 100.0 * std::expm1(of.trend.ln_per_100)) : "";
    return {escaped(page.name(v)),
            grade_mark(of.grade),
            escaped(reason_text(page.language, page.quality, v)),
            percent(of.qc.rsd_percent),
            percent(of.qc.robust_rsd_percent),
            percent(of.qc.log_cv_percent),
            percent(of.d_ratio_percent),
            fixed(of.icc_log, 2),
            percent(of.cv_between_batch_percent),
            percent(100.0 * of.detected_qc),
            of.blank == BlankVerdict::no_blanks || std::isfinite(of.blank_ratio) ? fixed(of.blank_ratio, 1)
                                                                                 : std::string("∞"),
            trend};
}

/// Share of variables with a number, of those that have one at all, for which it holds.
template <class Value, class Holds>
std::string count_text(const QualityPage& page, const Value& value, const Holds& holds) {
    std::size_t known = 0, good = 0;
    for (const VariableQuality& one : page.quality.variables) {
        const double told = value(one);
        if (std::isnan(told)) continue;
        ++known;
        good += holds(told) ? 1 : 0;
    }
    return known == 0 ? std::string("–") : fmt::format("{} / {}", good, known);
}

template <class Value>
std::string median_text(const QualityPage& page, const Value& value, int digits) {
    std::vector<double> told;
    for (const VariableQuality& one : page.quality.variables)
        if (const double number = value(one); std::isfinite(number)) told.push_back(number);
    return told.empty() ? std::string("–") : fixed(median(told), digits);
}

}  // namespace

std::string grade_mark(Grade grade) {
    if (grade == Grade::not_estimable) return "<span class=\"grade N\">–</span>";
    return fmt::format("<span class=\"grade {0}\">{0}</span>", grade_name(grade));
}

std::string outlying_section(const QualityPage& page) {
    const std::array heads{ColumnHead{"sample_id", page.say(QualityWord::key_run), false},
                           ColumnHead{"type", page.say(QualityWord::key_type), false},
                           ColumnHead{"batch", page.say(QualityWord::key_batch), false},
                           ColumnHead{"injection_order", page.say(QualityWord::key_order)},
                           ColumnHead{"outlying", page.say(QualityWord::key_statistics), false},
                           ColumnHead{"driven_by", page.say(QualityWord::key_drivers), false}};
    std::string rows;
    for (std::size_t s = 0; s < page.quality.runs.size(); ++s) {
        if (!page.quality.runs[s].outlying()) continue;
        const Sample& sample = page.table.study.samples[s];
        rows += table_row("", "", heads,
                          {escaped(sample.sample_id), std::string(sample_type_name(sample.type)), escaped(sample.batch),
                           sample.injection_order ? std::to_string(*sample.injection_order) : "",
                           statistics_text(page, s), drivers_text(page, s)});
    }
    std::string out =
        heading(2, "outlying", page.say(QualityWord::outlying)) +
        paragraph(word(page.language, QualityWord::outlying_how, fixed(page.quality.params.outlier_alpha, 2)));
    return out + (rows.empty() ? paragraph(page.say(QualityWord::none_outlying))
                               : table_of("quality-runs", table_head(heads), rows));
}

std::string grades_section(const QualityPage& page) {
    const std::array heads{ColumnHead{"variable", page.say(QualityWord::key_variable), false},
                           ColumnHead{"grade", page.say(QualityWord::key_grade), false},
                           ColumnHead{"reason", page.say(QualityWord::key_reason), false},
                           ColumnHead{"rsd", page.say(QualityWord::key_rsd)},
                           ColumnHead{"robust_rsd", page.say(QualityWord::key_robust)},
                           ColumnHead{"log_cv", page.say(QualityWord::key_log)},
                           ColumnHead{"d_ratio", page.say(QualityWord::key_d_ratio)},
                           ColumnHead{"icc_log", page.say(QualityWord::key_icc)},
                           ColumnHead{"cv_between_batch", page.say(QualityWord::key_between)},
                           ColumnHead{"detected_qc", page.say(QualityWord::key_detected)},
                           ColumnHead{"blank_ratio", page.say(QualityWord::key_blank)},
                           ColumnHead{"trend", page.say(QualityWord::key_trend)}};
    std::vector<std::size_t> order(page.quality.variables.size());
    std::iota(order.begin(), order.end(), std::size_t{0});
    const auto rsd = [&](std::size_t v) {
        const double value = page.quality.variables[v].qc.rsd_percent;
        return std::isfinite(value) ? value : -1.0;
    };
    std::stable_sort(order.begin(), order.end(), [&](std::size_t a, std::size_t b) {
        const auto ga = page.quality.variables[a].grade, gb = page.quality.variables[b].grade;
        return ga != gb ? ga > gb : rsd(a) > rsd(b);
    });
    std::string rows;
    for (std::size_t i = 0; i < order.size() && i < most_rows; ++i)
        rows += table_row(fmt::format("variable-{}", order[i] + 1), "", heads, grade_cells(page, order[i]));
    const QualityParams& params = page.quality.params;
    const double c = params.rule == "targeted" ? params.grade_b_percent : params.grade_c_percent;
    return heading(2, "grades", page.say(QualityWord::grades)) +
           paragraph(word(page.language, QualityWord::grades_how, fixed(params.grade_a_percent, 0),
                          fixed(params.grade_b_percent, 0), fixed(c, 0))) +
           table_of("quality", table_head(heads), rows);
}

std::string absent_section(const QualityPage& page) {
    std::string items;
    for (std::size_t v = 0; v < page.quality.variables.size(); ++v) {
        const VariableQuality& of = page.quality.variables[v];
        if (of.absent_groups.empty()) continue;
        std::string shares;
        for (std::size_t g = 0; g < of.detected_groups.size(); ++g)
            shares += fmt::format("{}{} {} %", g > 0 ? ", " : "", escaped(page.quality.groups[g]),
                                  fixed(100.0 * of.detected_groups[g], 0));
        items += fmt::format("<li><b>{}</b>: {}</li>\n", escaped(page.name(v)), shares);
    }
    if (items.empty()) return {};
    return heading(2, "absent", page.say(QualityWord::absent)) + paragraph(page.say(QualityWord::absent_how)) +
           "<ul>\n" + items + "</ul>\n";
}

std::string qc_table_section(const QualityPage& page) {
    using Q = const VariableQuality&;
    const QualityParams& params = page.quality.params;
    std::size_t qcs = 0, blanks = 0, samples = 0;
    for (const Sample& sample : page.table.study.samples) {
        qcs += sample.type == SampleType::qc ? 1 : 0;
        blanks += sample.type == SampleType::blank ? 1 : 0;
        samples += sample.type == SampleType::sample ? 1 : 0;
    }
    const std::array heads{ColumnHead{"measure", page.say(QualityWord::key_measure), false},
                           ColumnHead{"value", page.say(QualityWord::key_value)},
                           ColumnHead{"bound", page.say(QualityWord::key_bound)}};
    std::string rows;
    const auto add = [&](const std::string& what, const std::string& value, const std::string& bound) {
        rows += table_row("", "", heads, {what, value, bound});
    };
    const auto rsd = [](Q one) { return one.qc.rsd_percent; };
    add("QC / sample / blank", fmt::format("{} / {} / {}", qcs, samples, blanks),
        fmt::format("≥ {}", params.least_qcs));
    add("RSD QC, median %", median_text(page, rsd, 1), "");
    for (const double bound : {params.grade_a_percent, params.grade_b_percent, params.grade_c_percent})
        add("RSD QC, n", count_text(page, rsd, [&](double value) { return value <= bound; }),
            fmt::format("≤ {} %", fixed(bound, 0)));
    add("log CV QC, median %",
        median_text(
            page, [](Q one) { return one.qc.log_cv_percent; }, 1),
        "");
    add("D-ratio, n",
        count_text(
            page, [](Q one) { return one.d_ratio_percent; },
            [&](double value) { return value <= params.max_d_ratio_percent; }),
        fmt::format("≤ {} %", fixed(params.max_d_ratio_percent, 0)));
    add("CV within batch, median %",
        median_text(
            page, [](Q one) { return one.cv_within_batch_percent; }, 1),
        "");
    add("CV between batches, median %",
        median_text(
            page, [](Q one) { return one.cv_between_batch_percent; }, 1),
        "");
    add("technical ICC (ln), n",
        count_text(
            page, [](Q one) { return one.icc_log; }, [&](double value) { return value >= params.icc_good; }),
        fmt::format("≥ {}", fixed(params.icc_good, 2)));
    add("detection in QC, n",
        count_text(
            page, [](Q one) { return 100.0 * one.detected_qc; },
            [&](double value) { return value >= params.least_detected_qc_percent; }),
        fmt::format("≥ {} %", fixed(params.least_detected_qc_percent, 0)));
    add("QC / blank, n",
        count_text(
            page, [](Q one) { return one.blank_ratio; },
            [&](double value) { return value >= params.least_blank_ratio; }),
        fmt::format("≥ {}", fixed(params.least_blank_ratio, 0)));
    add("repeat CV, median %",
        median_text(
            page, [](Q one) { return one.repeat_cv_percent; }, 1),
        "");
    return heading(2, "qc-table", page.say(QualityWord::qc_table)) + paragraph(page.say(QualityWord::qc_table_how)) +
           table_of("plain", table_head(heads), rows);
}

}  // namespace gassan::report
