#include "io/values/normalised_tables.hpp"

#include "io/table/correction_tables.hpp"
#include "io/table/number_cell.hpp"

#include <utility>
#include <vector>

namespace gassan {
namespace {

std::string line_of(const std::vector<std::string>& cells) {
    std::string line;
    for (const std::string& cell : cells) line += (line.empty() ? "" : "\t") + cell;
    // The first cell is a name and never empty, so that an empty line cannot lose its first tab.
    return line + "\n";
}

}  // namespace

std::string corrections_tsv(const Correction& correction, const std::vector<std::string>& combat) {
    std::vector<std::string> heads{"variable"};
    for (const StudyColumn& column : correction_columns()) heads.push_back(column.name);
    if (!combat.empty()) heads.emplace_back("combat");
    std::string out = line_of(heads);
    for (std::size_t v = 0; v < correction.variables.size(); ++v) {
        std::vector<std::string> cells{correction.table.variables[v].id};
        for (std::string& cell : correction_cells(correction, v)) cells.push_back(std::move(cell));
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
