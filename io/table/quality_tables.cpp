#include "io/table/quality_tables.hpp"

#include "io/base/phrases.hpp"
#include "io/report/quality_words.hpp"
#include "io/table/number_cell.hpp"

#include <cmath>
#include <string_view>

namespace gassan {
namespace {

constexpr std::size_t most_scores = 5;

/// Text of other people as it may stand in a cell.
std::string cell_text(std::string text) {
    for (char& letter : text)
        if (static_cast<unsigned char>(letter) < 0x20 || letter == 0x7f) letter = ' ';
    return text;
}

/// One column: its name, and its cell of an item.
template <class Item>
struct Told {
    const char* name;
    bool is_number;
    std::string (*cell)(const Item&);
};

struct OneVariable {
    const ValueTable& table;
    const StudyQuality& quality;
    std::size_t index;
    [[nodiscard]] const VariableQuality& of() const { return quality.variables[index]; }
    [[nodiscard]] const Variable& variable() const { return table.variables[index]; }
};

std::string percent(double share) {
    return decimals(100.0 * share, 1);
}

std::string group_shares(const OneVariable& one) {
    std::string out;
    for (std::size_t g = 0; g < one.of().detected_groups.size(); ++g)
        out += (out.empty() ? "" : "; ") + one.quality.groups[g] + " " + percent(one.of().detected_groups[g]);
    return cell_text(out);
}

std::string absent_groups(const OneVariable& one) {
    std::string out;
    for (const std::size_t g : one.of().absent_groups) out += (out.empty() ? "" : "; ") + one.quality.groups[g];
    return cell_text(out);
}

std::string flags_of(const OneVariable& one) {
    std::string out;
    for (const QualityFlag flag : one.of().flags)
        out += (out.empty() ? "" : ";") + std::string(quality_flag_name(flag));
    return out;
}

std::string cells_of_kind(const OneVariable& one, CellKind kind) {
    return std::to_string(one.of().qc_kinds[std::size_t(kind)] + one.of().sample_kinds[std::size_t(kind)]);
}

using V = const OneVariable&;
constexpr std::array variable_columns{
    Told<OneVariable>{"variable_id", false, [](V one) { return cell_text(one.variable().id); }},
    Told<OneVariable>{"name", false, [](V one) { return cell_text(one.variable().name); }},
    Told<OneVariable>{"unit", false, [](V one) { return cell_text(one.variable().unit); }},
    Told<OneVariable>{"grade", false, [](V one) { return std::string(grade_name(one.of().grade)); }},
    Told<OneVariable>{"reason", false,
                      [](V one) { return cell_text(report::reason_text(Language::en, one.quality, one.index)); }},
    Told<OneVariable>{"flags", false, flags_of},
    Told<OneVariable>{"decided_by", false, [](V one) { return std::string(grade_basis_name(one.of().basis)); }},
    Told<OneVariable>{"n_qc", true, [](V one) { return std::to_string(one.of().qc.n); }},
    Told<OneVariable>{"mean_qc", true, [](V one) { return significant(one.of().qc.mean); }},
    Told<OneVariable>{"rsd_percent", true, [](V one) { return significant(one.of().qc.rsd_percent); }},
    Told<OneVariable>{"robust_rsd_percent", true, [](V one) { return significant(one.of().qc.robust_rsd_percent); }},
    Told<OneVariable>{"log_cv_percent", true, [](V one) { return significant(one.of().qc.log_cv_percent); }},
    Told<OneVariable>{"outlying_qcs", true, [](V one) { return std::to_string(one.of().outlying_qcs); }},
    Told<OneVariable>{"d_ratio_percent", true, [](V one) { return significant(one.of().d_ratio_percent); }},
    Told<OneVariable>{"d_ratio_robust_percent", true,
                      [](V one) { return significant(one.of().d_ratio_robust_percent); }},
    Told<OneVariable>{"d_ratio_log_percent", true, [](V one) { return significant(one.of().d_ratio_log_percent); }},
    Told<OneVariable>{"d_ratio_within_groups", false,
                      [](V one) { return std::string(one.of().within_groups ? "yes" : "no"); }},
    Told<OneVariable>{"icc_log", true, [](V one) { return significant(one.of().icc_log); }},
    Told<OneVariable>{"icc_raw", true, [](V one) { return significant(one.of().icc_raw); }},
    Told<OneVariable>{"icc_is", false,
                      [](V one) { return std::string(icc_word(one.of().icc_log, one.quality.params)); }},
    Told<OneVariable>{"cv_within_batch_percent", true,
                      [](V one) { return significant(one.of().cv_within_batch_percent); }},
    Told<OneVariable>{"cv_between_batch_percent", true,
                      [](V one) { return significant(one.of().cv_between_batch_percent); }},
    Told<OneVariable>{"cv_batch_means_percent", true,
                      [](V one) { return significant(one.of().cv_batch_means_percent); }},
    Told<OneVariable>{"trend_ln_per_100", true, [](V one) { return significant(one.of().trend.ln_per_100); }},
    Told<OneVariable>{"trend_low95", true, [](V one) { return significant(one.of().trend.low95); }},
    Told<OneVariable>{"trend_high95", true, [](V one) { return significant(one.of().trend.high95); }},
    Told<OneVariable>{"trend_p", true, [](V one) { return significant(one.of().trend.p); }},
    Told<OneVariable>{"detected_qc_percent", true, [](V one) { return percent(one.of().detected_qc); }},
    Told<OneVariable>{"detected_samples_percent", true, [](V one) { return percent(one.of().detected_samples); }},
    Told<OneVariable>{"detected_groups_percent", false, group_shares},
    Told<OneVariable>{"absent_in", false, absent_groups},
    Told<OneVariable>{"blank_ratio", true, [](V one) { return significant(one.of().blank_ratio); }},
    Told<OneVariable>{"blank", false, [](V one) { return std::string(blank_verdict_name(one.of().blank)); }},
    Told<OneVariable>{"repeated_specimens", true, [](V one) { return std::to_string(one.of().repeated_specimens); }},
    Told<OneVariable>{"repeat_cv_percent", true, [](V one) { return significant(one.of().repeat_cv_percent); }},
    Told<OneVariable>{"repeat_icc", true, [](V one) { return significant(one.of().repeat_icc); }},
    Told<OneVariable>{"n_measured", true, [](V one) { return cells_of_kind(one, CellKind::measured); }},
    Told<OneVariable>{"n_filled", true, [](V one) { return cells_of_kind(one, CellKind::filled); }},
    Told<OneVariable>{"n_below_limit", true, [](V one) { return cells_of_kind(one, CellKind::below_limit); }},
    Told<OneVariable>{"n_not_measured", true, [](V one) { return cells_of_kind(one, CellKind::not_measured); }},
    Told<OneVariable>{"n_failed", true, [](V one) { return cells_of_kind(one, CellKind::failed); }},
};

struct OneRun {
    const ValueTable& table;
    const StudyQuality& quality;
    std::size_t index;
    [[nodiscard]] const RunQuality& of() const { return quality.runs[index]; }
    [[nodiscard]] const Sample& sample() const { return table.study.samples[index]; }
};

std::string drivers_of(const OneRun& one) {
    std::string out;
    for (const RunContribution& part : one.of().contributions) {
        const Variable& variable = one.table.variables[part.variable];
        out += (out.empty() ? "" : "; ") + (variable.name.empty() ? variable.id : variable.name) + " " +
               percent(part.share) + " % (" + (part.deviation_sd > 0.0 ? "+" : "") + decimals(part.deviation_sd, 1) +
               " sd)";
    }
    return cell_text(out);
}

std::string score_of(const OneRun& one, std::size_t component) {
    return component < one.of().scores.size() ? significant(one.of().scores[component]) : "";
}

std::string cells_of_kind(const OneRun& one, CellKind kind) {
    return std::to_string(one.of().kinds[std::size_t(kind)]);
}

std::string polarity_text(Polarity polarity) {
    if (polarity == Polarity::unknown) return "";
    return polarity == Polarity::positive ? "positive" : "negative";
}

using R = const OneRun&;
constexpr std::array run_columns{
    Told<OneRun>{"sample_id", false, [](R one) { return cell_text(one.sample().sample_id); }},
    Told<OneRun>{"type", false, [](R one) { return std::string(sample_type_name(one.sample().type)); }},
    Told<OneRun>{"polarity", false, [](R one) { return polarity_text(one.sample().polarity); }},
    Told<OneRun>{"group", false, [](R one) { return cell_text(one.sample().group); }},
    Told<OneRun>{"batch", false, [](R one) { return cell_text(one.sample().batch); }},
    Told<OneRun>{"capillary", false, [](R one) { return cell_text(one.sample().capillary); }},
    Told<OneRun>{
        "injection_order", true,
        [](R one) { return one.sample().injection_order ? std::to_string(*one.sample().injection_order) : ""; }},
    Told<OneRun>{"unit", true, [](R one) { return std::to_string(one.quality.unit_of_run[one.index] + 1); }},
    Told<OneRun>{"n_measured", true, [](R one) { return cells_of_kind(one, CellKind::measured); }},
    Told<OneRun>{"n_filled", true, [](R one) { return cells_of_kind(one, CellKind::filled); }},
    Told<OneRun>{"n_below_limit", true, [](R one) { return cells_of_kind(one, CellKind::below_limit); }},
    Told<OneRun>{"n_not_measured", true, [](R one) { return cells_of_kind(one, CellKind::not_measured); }},
    Told<OneRun>{"n_failed", true, [](R one) { return cells_of_kind(one, CellKind::failed); }},
    Told<OneRun>{"log2_ratio", true, [](R one) { return significant(one.of().log2_ratio); }},
    Told<OneRun>{"pc1", true, [](R one) { return score_of(one, 0); }},
    Told<OneRun>{"pc2", true, [](R one) { return score_of(one, 1); }},
    Told<OneRun>{"pc3", true, [](R one) { return score_of(one, 2); }},
    Told<OneRun>{"pc4", true, [](R one) { return score_of(one, 3); }},
    Told<OneRun>{"pc5", true, [](R one) { return score_of(one, most_scores - 1); }},
    Told<OneRun>{"t2", true, [](R one) { return significant(one.of().t2); }},
    Told<OneRun>{"spe", true, [](R one) { return significant(one.of().spe); }},
    Told<OneRun>{"dmodx", true, [](R one) { return significant(one.of().dmodx); }},
    Told<OneRun>{"outlying", false, [](R one) { return outlying_statistics(one.of()); }},
    Told<OneRun>{"driven_by", false, drivers_of},
};

template <class Item, std::size_t size>
StudyTable table_of(const char* name, const std::array<Told<Item>, size>& columns, std::size_t rows,
                    const ValueTable& table, const StudyQuality& quality) {
    StudyTable out;
    out.name = name;
    for (const auto& column : columns) out.columns.push_back({column.name, column.is_number});
    out.rows = rows;
    out.for_each_row = [&columns, &table, &quality, rows](const std::function<void(const StudyRow&)>& sink) {
        for (std::size_t i = 0; i < rows; ++i) {
            StudyRow row;
            for (const auto& column : columns) row.cells.push_back(column.cell(Item{table, quality, i}));
            sink(row);
        }
    };
    return out;
}

}  // namespace

StudyTable quality_variables_table(const ValueTable& table, const StudyQuality& quality) {
    return table_of("quality", variable_columns, table.variables.size(), table, quality);
}

StudyTable quality_runs_table(const ValueTable& table, const StudyQuality& quality) {
    return table_of("quality_runs", run_columns, table.samples(), table, quality);
}

std::string outlying_statistics(const RunQuality& run) {
    std::string out;
    const auto add = [&](bool is_out, const char* name) {
        if (is_out) out += (out.empty() ? "" : ";") + std::string(name);
    };
    add(run.t2_out, "T2");
    add(run.spe_out, "SPE");
    add(run.dmodx_out, "DModX");
    return out;
}

std::string_view icc_word(double icc, const QualityParams& params) {
    if (std::isnan(icc)) return "";
    return icc >= params.icc_good ? "good" : icc >= params.icc_fair ? "fair" : "poor";
}

}  // namespace gassan
