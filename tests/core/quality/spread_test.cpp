#include "core/quality/spread.hpp"

#include "core/quality/detection.hpp"
#include "core/quality/grades.hpp"
#include "tests/core/quality/made_values.hpp"

#include <catch2/catch.hpp>

#include <algorithm>
#include <cmath>

using namespace gassan;
using namespace gassan::test;

namespace {

VariableQuality judged(const ValueTable& table, const QualityParams& params = {}) {
    const QualityView view = quality_view(table, params);
    VariableQuality out;
    judge_detection(view, 0, out);
    judge_spread(view, 0, out);
    judge_grade(view, out);
    return out;
}

VariableQuality of_qcs(const std::vector<double>& values, const QualityParams& params = {}) {
    MadeValues made;
    made.runs(values.size(), qc()).variable(values);
    return judged(made.table(), params);
}

/// Five values about 100 with exactly that plain RSD.
std::vector<double> spread_of(double percent) {
    const double step = percent / std::sqrt(2.5);  // of -2, -1, 0, 1, 2 steps the standard deviation is sqrt(2.5)
    return {100 - 2 * step, 100 - step, 100, 100 + step, 100 + 2 * step};
}

double plain_sd(const std::vector<double>& values) {
    double sum = 0.0, squares = 0.0;
    for (const double value : values) sum += value;
    for (const double value : values) squares += std::pow(value - sum / double(values.size()), 2);
    return std::sqrt(squares / double(values.size() - 1));
}

}  // namespace

TEST_CASE("grades: the letter follows the RSD at its bounds", "[quality]") {
    CHECK(of_qcs(spread_of(14.9)).grade == Grade::a);
    CHECK(of_qcs(spread_of(15.1)).grade == Grade::b);
    CHECK(of_qcs(spread_of(19.9)).grade == Grade::b);
    CHECK(of_qcs(spread_of(20.1)).grade == Grade::c);
    CHECK(of_qcs(spread_of(29.9)).grade == Grade::c);
    CHECK(of_qcs(spread_of(30.1)).grade == Grade::d);
    CHECK(of_qcs(spread_of(20.1), {.rule = "targeted"}).grade == Grade::d);
    CHECK(of_qcs(spread_of(25.0), {.grade_b_percent = 26.0}).grade == Grade::b);
    CHECK(of_qcs(spread_of(10.0)).qc.rsd_percent == Approx(10.0));
    CHECK(of_qcs(spread_of(10.0)).basis == GradeBasis::plain);
}

TEST_CASE("grades: one outlying QC lets the robust RSD decide, and both are told", "[quality]") {
    const VariableQuality out = of_qcs({100, 102, 98, 101, 99, 100.5, 103, 97, 300});
    CHECK(out.basis == GradeBasis::robust);
    CHECK(out.grade == Grade::a);
    CHECK(out.outlying_qcs == 1);
    CHECK(out.qc.rsd_percent > 50.0);
    CHECK(out.qc.robust_rsd_percent < 5.0);
}

TEST_CASE("grades: scatter of many QCs is no outlier, and an outlier that changes nothing decides nothing",
          "[quality]") {
    const VariableQuality scattered = of_qcs({100, 101, 99, 100, 250, 40, 300, 100.5, 99.5});
    CHECK(scattered.basis == GradeBasis::plain);
    CHECK(scattered.grade == Grade::d);
    const VariableQuality mild = of_qcs({100, 100.1, 99.9, 100.05, 99.95, 103});
    CHECK(mild.outlying_qcs == 1);
    CHECK(mild.basis == GradeBasis::plain);
}

TEST_CASE("grades: what is not estimable has its reason", "[quality]") {
    MadeValues none;
    none.runs(9, of_group("g")).variable({1, 2, 3, 4, 5, 6, 7, 8, 9});
    CHECK(judged(none.table()).basis == GradeBasis::no_qcs);
    const VariableQuality few = of_qcs({100, 101, 99, 100});
    CHECK(few.grade == Grade::not_estimable);
    CHECK(few.basis == GradeBasis::few_qcs);
    CHECK(std::isnan(few.qc.rsd_percent));
    CHECK(few.qc.mean == Approx(100.0));
    const VariableQuality gaps = of_qcs({100, 101, 99, 100, nothing, nothing});
    CHECK(gaps.basis == GradeBasis::few_numbers);
    CHECK(std::isnan(gaps.qc.rsd_percent));
    CHECK(of_qcs({1, -1, 2, -2, 0}).basis == GradeBasis::not_positive);
}

TEST_CASE("spread: numbers alone count, limits do not", "[quality]") {
    const std::vector<double> numbers{80, 90, 100, 110, 125};
    auto values = numbers;
    values.push_back(nothing);
    MadeValues made;
    made.runs(6, qc()).variable(values, 60.0);
    CHECK(judged(made.table()).qc.rsd_percent == Approx(100 * plain_sd(numbers) / 101.0));
}

TEST_CASE("spread: D-ratios take the samples about the means of their groups", "[quality]") {
    const std::vector<double> qcs{95, 100, 105, 98, 102}, low{90, 100, 110, 101}, high{900, 1000, 1150};
    MadeValues made;
    made.runs(5, qc()).runs(4, of_group("low")).runs(3, of_group("high"));
    std::vector<double> values = qcs;
    values.insert(values.end(), low.begin(), low.end());
    values.insert(values.end(), high.begin(), high.end());
    made.variable(values);
    const VariableQuality out = judged(made.table());
    const double within = std::sqrt((3 * std::pow(plain_sd(low), 2) + 2 * std::pow(plain_sd(high), 2)) / 5.0);
    CHECK(out.within_groups);
    CHECK(out.d_ratio_percent == Approx(100 * plain_sd(qcs) / within));
    // |value - median of its group|: 10.5 0.5 9.5 0.5 | 100 0 150 -> median 9.5; of QCs 5 0 5 2 2 -> 2
    CHECK(out.d_ratio_robust_percent == Approx(100 * 2.0 / 9.5));
    for (auto& sample : made.table().study.samples) sample.group.clear();
    std::vector<double> all(values.begin() + 5, values.end());
    CHECK(judged(made.table()).d_ratio_percent == Approx(100 * plain_sd(qcs) / plain_sd(all)));
    CHECK_FALSE(judged(made.table()).within_groups);
}

TEST_CASE("spread: batches part what varies within them from what varies between", "[quality]") {
    MadeValues made;
    made.runs(3, qc("B1")).runs(3, qc("B2")).variable({99, 100, 101, 119, 120, 121});
    const VariableQuality out = judged(made.table());
    // MSW = 1, MSB = 3 * 2 * 10^2 = 600, n0 = 3; grand mean 110
    CHECK(out.cv_within_batch_percent == Approx(100.0 / 110.0));
    CHECK(out.cv_between_batch_percent == Approx(100 * std::sqrt(599.0 / 3.0) / 110.0));
    CHECK(out.cv_batch_means_percent == Approx(100 * std::sqrt(200.0) / 110.0));
    for (auto& sample : made.table().study.samples) sample.batch = "B1";
    CHECK(std::isnan(judged(made.table()).cv_between_batch_percent));
    CHECK(std::isnan(judged(made.table()).cv_batch_means_percent));
}

TEST_CASE("spread: QCs of the larger pool judge where there are two", "[quality]") {
    MadeValues made;
    made.runs(5, {.type = SampleType::qc, .pool = "P1"}).runs(6, {.type = SampleType::qc, .pool = "P2"});
    made.variable({10, 11, 9, 10, 10, 100, 101, 99, 100, 102, 98});
    CHECK(judged(made.table()).qc.n == 6);
    CHECK(judged(made.table()).qc.mean == Approx(100.0));
}
