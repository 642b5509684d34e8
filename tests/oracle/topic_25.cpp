#include "core/stats/method_comparison.hpp"
#include "tests/oracle/oracle_case.hpp"

namespace gassan {

std::vector<OracleAnswer> oracle_method_comparison(const OracleCase& given) {
    const OracleTable data = given.table("in_data.tsv");
    ComparisonParams params;
    params.deming_ratio = oracle_value(given.setting("deming_ratio", "1")).value();
    const MethodComparison c = compare_methods(data.numbers("x"), data.numbers("y"), params);
    OracleAnswer answer;
    answer.file = "exp_method_comparison.tsv";
    answer.header = {"key", "value"};
    const auto add = [&](const char* key, double value) { answer.rows.push_back({key, oracle_number(value)}); };
    add("n", double(c.pairs));
    add("passing_bablok_intercept", c.passing_bablok_intercept.value);
    add("passing_bablok_int_low", c.passing_bablok_intercept.low);
    add("passing_bablok_int_high", c.passing_bablok_intercept.high);
    add("passing_bablok_slope", c.passing_bablok_slope.value);
    add("passing_bablok_slope_low", c.passing_bablok_slope.low);
    add("passing_bablok_slope_high", c.passing_bablok_slope.high);
    add("deming1_slope", c.deming_slope.value);
    add("deming1_intercept", c.deming_intercept.value);
    add("ols_slope", c.ols_slope.value);
    add("ols_intercept", c.ols_intercept.value);
    add("pearson_r", c.pearson.value);
    add("spearman_rho", c.spearman.value);
    add("lin_ccc", c.ccc.value);
    add("ba_mean_diff", c.mean_difference.value);
    add("ba_sd_diff", c.sd_difference);
    add("ba_loa_low", c.loa_low.value);
    add("ba_loa_high", c.loa_high.value);
    add("ba_log_geo_ratio", c.geometric_ratio.value);
    add("ba_log_loa_low", c.ratio_low.value);
    add("ba_log_loa_high", c.ratio_high.value);
    for (const char* key :
         {"passing_bablok_int_low", "passing_bablok_int_high", "passing_bablok_slope_low", "passing_bablok_slope_high"})
        answer.of_row[key] = {2e-3, 1e-12};
    return {answer};
}

}  // namespace gassan
