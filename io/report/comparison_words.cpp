#include "io/report/comparison_words.hpp"

#include "io/report/words.hpp"
#include "io/table/number_cell.hpp"

#include <array>
#include <cmath>

namespace gassan::report {
namespace {

using Row = Phrase<ComparisonWord>;

constexpr std::array rows{
    Row{ComparisonWord::title, "Comparison of methods", "測定法の比較"},
    Row{ComparisonWord::how,
        "Line by Passing and Bablok: errors in both methods, no assumption on their distribution. A slope is quoted "
        "only "
        "where r is at least 0.9. The limits of agreement hold 95 % of the differences.",
        "回帰直線は Passing-Bablok 法 (両測定法に誤差を認め、分布を仮定しません)。傾きは r が 0.9 "
        "以上のときのみ示します。"
        "一致限界は差の 95 % を含みます。"},
    Row{ComparisonWord::facts, "{0} samples in both, {1} variables; intervals of {2} %.",
        "共通の試料 {0} 件、変数 {1} 個、信頼区間 {2} %。"},
    Row{ComparisonWord::by_specimen, "Samples were joined by specimen_id.", "試料は specimen_id で対応させました。"},
    Row{ComparisonWord::averaged, "Of {0} specimens with several runs the mean was taken.",
        "複数回測定した検体 {0} 件は平均値です。"},
    Row{ComparisonWord::only_one, "Only in {0}, not compared: {1}.", "{0} のみにある変数 (比較なし): {1}。"},
    Row{ComparisonWord::figures, "Figures", "図"},
    Row{ComparisonWord::figures_cut, "The first {0} of {1} variables are drawn; all are in the table.",
        "{1} 変数中、最初の {0} 個を図示します。全件は表にあります。"},
    Row{ComparisonWord::line_axes, "both methods, with the line and that of equality", "両測定法、回帰直線と等値線"},
    Row{ComparisonWord::difference_axis, "difference", "差"},
    Row{ComparisonWord::ratio_axis, "ratio", "比"},
    Row{ComparisonWord::mean_axis, "mean of both", "両者の平均"},
    Row{ComparisonWord::table, "All variables", "全変数"},
    Row{ComparisonWord::verdict, "verdict", "判定"},
    Row{ComparisonWord::units_differ, "units differ ({0} and {1}): not compared",
        "単位が異なる ({0} と {1}): 比較なし"},
    Row{ComparisonWord::too_few_pairs, "too few pairs: {0}", "対の数が不足: {0}"},
    Row{ComparisonWord::low_correlation, "r = {0} < 0.9: no slope is quoted", "r = {0} < 0.9: 傾きは示さない"},
    Row{ComparisonWord::no_correlation, "a method gives one value for all: no slope is quoted",
        "一方の測定値がすべて同じ: 傾きは示さない"},
    Row{ComparisonWord::no_difference, "no difference shown: slope {0} ({1} to {2}), intercept {3} ({4} to {5})",
        "差は認められない: 傾き {0} ({1} ~ {2})、切片 {3} ({4} ~ {5})"},
    Row{ComparisonWord::proportional, "proportional difference {0} % ({1} to {2})", "比例誤差 {0} % ({1} ~ {2})"},
    Row{ComparisonWord::constant, "constant difference {0} ({1} to {2})", "定誤差 {0} ({1} ~ {2})"},
    Row{ComparisonWord::agreement, "ratio {0}, of 95 % of samples within {1} to {2}",
        "比 {0}、試料の 95 % は {1} ~ {2}"},
    Row{ComparisonWord::no_log, "{0} pairs have zero or negative values: no ratios",
        "0 以下の値が {0} 対: 比は求めない"},
};
static_assert(in_order(rows), "one row a key, in the order of the keys");

/// As much as a person reads.
std::string short_number(double value) {
    return gassan::significant(value, 3);
}

/// Of a slope: how much more or less, in percent.
std::string percent(double slope) {
    return gassan::decimals(100.0 * (slope - 1.0), std::abs(slope - 1.0) < 0.1 ? 1 : 0);
}

}  // namespace

std::string_view word(Language language, ComparisonWord key) {
    return phrase(rows, language, key);
}

std::string verdict_text(Language language, const ComparedVariable& variable) {
    const MethodComparison& result = variable.result;
    const Estimate &slope = result.passing_bablok_slope, &offset = result.passing_bablok_intercept;
    const auto proportional = [&] {
        return word(language, ComparisonWord::proportional, percent(slope.value), percent(slope.low),
                    percent(slope.high));
    };
    const auto constant = [&] {
        return word(language, ComparisonWord::constant, short_number(offset.value), short_number(offset.low),
                    short_number(offset.high));
    };
    switch (variable.verdict) {
        case ComparisonVerdict::units_differ:
            return word(language, ComparisonWord::units_differ, variable.unit, variable.other_unit);
        case ComparisonVerdict::too_few_pairs:
            return word(language, ComparisonWord::too_few_pairs, result.pairs);
        case ComparisonVerdict::low_correlation:
            if (std::isnan(result.pearson.value)) return std::string(word(language, ComparisonWord::no_correlation));
            return word(language, ComparisonWord::low_correlation,
                        gassan::decimals(std::floor(result.pearson.value * 1e3) / 1e3, 3));
        case ComparisonVerdict::no_difference:
            return word(language, ComparisonWord::no_difference, short_number(slope.value), short_number(slope.low),
                        short_number(slope.high), short_number(offset.value), short_number(offset.low),
                        short_number(offset.high));
        case ComparisonVerdict::proportional:
            return proportional();
        case ComparisonVerdict::constant:
            return constant();
        case ComparisonVerdict::both:
            break;
    }
    return proportional() + "; " + constant();
}

}  // namespace gassan::report
