#include "io/table/comparison_table.hpp"

#include "io/table/number_cell.hpp"
#include "io/table/study_places.hpp"

namespace gassan {

namespace {

constexpr int digits = 10;

using Numbers = std::vector<std::pair<std::string, double>>;

void add(Numbers& numbers, const std::string& name, const Estimate& estimate) {
    numbers.emplace_back(name, estimate.value);
    numbers.emplace_back(name + "_low", estimate.low);
    numbers.emplace_back(name + "_high", estimate.high);
}

}  // namespace

Numbers comparison_numbers(const MethodComparison& comparison) {
    Numbers numbers{{"x_low", comparison.x_low}, {"x_high", comparison.x_high}};
    add(numbers, "passing_bablok_slope", comparison.passing_bablok_slope);
    add(numbers, "passing_bablok_intercept", comparison.passing_bablok_intercept);
    add(numbers, "deming_slope", comparison.deming_slope);
    add(numbers, "deming_intercept", comparison.deming_intercept);
    add(numbers, "ols_slope", comparison.ols_slope);
    add(numbers, "ols_intercept", comparison.ols_intercept);
    add(numbers, "pearson", comparison.pearson);
    add(numbers, "spearman", comparison.spearman);
    add(numbers, "lin_ccc", comparison.ccc);
    add(numbers, "mean_difference", comparison.mean_difference);
    numbers.emplace_back("sd_difference", comparison.sd_difference);
    add(numbers, "loa_lower", comparison.loa_low);
    add(numbers, "loa_upper", comparison.loa_high);
    add(numbers, "geometric_ratio", comparison.geometric_ratio);
    add(numbers, "ratio_loa_lower", comparison.ratio_low);
    add(numbers, "ratio_loa_upper", comparison.ratio_high);
    return numbers;
}

std::string comparison_tsv(const ComparedTables& tables, const std::vector<std::string>& verdicts) {
    std::string text = "variable\tname\tunit\tpairs\tincomplete\tnot_positive";
    for (const auto& [name, value] : comparison_numbers({})) text += "\t" + name;
    text += "\tverdict\n";
    for (std::size_t v = 0; v < tables.variables.size(); ++v) {
        const ComparedVariable& variable = tables.variables[v];
        const MethodComparison& result = variable.result;
        text += text_cell(variable.id) + "\t" + text_cell(variable.name) + "\t" + text_cell(variable.unit) + "\t" +
                std::to_string(result.pairs) + "\t" + std::to_string(result.incomplete) + "\t" +
                std::to_string(result.not_positive);
        for (const auto& [name, value] : comparison_numbers(result)) text += "\t" + significant(value, digits);
        text += "\t" + text_cell(verdicts[v]) + "\n";
    }
    return text;
}

}  // namespace gassan
