#include "io/values/normalised_tables.hpp"

#include "io/table/number_cell.hpp"

#include <map>
#include <vector>

namespace gassan {
namespace {

std::string line_of(const std::vector<std::string>& cells) {
    std::string line;
    for (const std::string& cell : cells) line += (line.empty() ? "" : "\t") + cell;
    // The first cell is a name and never empty, so that an empty line cannot lose its first tab.
    return line + "\n";
}

/// "line", or "level 2, line 1" where units differ.
std::string models_of(const VariableCorrection& variable) {
    std::map<DriftModel, std::size_t> counts;
    for (const UnitCurve& curve : variable.curves) ++counts[curve.model];
    std::string text;
    for (const auto& [model, count] : counts) {
        text += (text.empty() ? "" : ", ") + std::string(drift_model_name(model));
        if (counts.size() > 1) text += " " + std::to_string(count);
    }
    return variable.corrected ? text : "none";
}

}  // namespace

std::string corrections_tsv(const Correction& correction, const std::vector<std::string>& combat) {
    std::string out =
        "variable\tcorrected\tmodel\tn_qc\tleft_out_qcs\tleft_out_cv_before_percent\tleft_out_cv_after_percent\treason";
    out += combat.empty() ? "\n" : "\tcombat\n";
    for (std::size_t v = 0; v < correction.variables.size(); ++v) {
        const VariableCorrection& one = correction.variables[v];
        const LeftOutError& judged = one.inside.qcs > 0 ? one.inside : one.all;
        std::vector<std::string> cells{correction.table.variables[v].id,
                                       one.corrected ? "true" : "false",
                                       models_of(one),
                                       std::to_string(one.qcs),
                                       std::to_string(judged.qcs),
                                       significant(judged.before_percent),
                                       significant(judged.after_percent),
                                       one.reason};
        if (!combat.empty()) cells.push_back(combat[v].empty() ? "adjusted" : "left: " + combat[v]);
        out += line_of(cells);
    }
    return out;
}

std::string factors_tsv(const Study& study, const Dilution& dilution) {
    std::string out = "sample_id\ttype\tby\ttold\tfactor\treason\n";
    for (std::size_t i = 0; i < study.samples.size(); ++i) {
        const SampleDilution& one = dilution.samples[i];
        out += line_of({study.samples[i].sample_id, std::string(sample_type_name(study.samples[i].type)),
                        std::string(dilution_name(dilution.by)), significant(one.told, 10), significant(one.factor, 10),
                        one.reason});
    }
    return out;
}

std::string filled_tsv(const Normalised& normalised) {
    std::string out =
        "variable\tmeasured\tbelow_limit\tnot_measured\tbelow_share\tmissing_share\tbelow_filled_by\tbelow_filled\t"
        "missing_filled_by\tmissing_filled\tln_mean\tln_sd\tnot_above_zero\treason\n";
    for (std::size_t v = 0; v < normalised.fills.size(); ++v) {
        const VariableFill& one = normalised.fills[v];
        out += line_of({normalised.table.variables[v].id, std::to_string(one.measured), std::to_string(one.below),
                        std::to_string(one.not_measured), significant(one.below_share), significant(one.missing_share),
                        std::string(fill_name(one.below_by)), std::to_string(one.filled_below),
                        std::string(fill_name(one.missing_by)), std::to_string(one.filled_missing),
                        significant(one.ln_mean), significant(one.ln_sd), std::to_string(normalised.not_above_zero[v]),
                        one.reason});
    }
    return out;
}

}  // namespace gassan
