#include "core/quality/duplicates.hpp"

#include "tests/core/quality/made_values.hpp"

#include <catch2/catch.hpp>

#include <cmath>

using namespace gassan;
using namespace gassan::test;

namespace {

VariableQuality judged(const ValueTable& table) {
    const QualityParams params;
    VariableQuality out;
    judge_duplicates(quality_view(table, params), 0, out);
    return out;
}

}  // namespace

TEST_CASE("duplicates: the ICC is that published for six targets and four judges", "[quality]") {
    // Shrout and Fleiss 1979, table 2: ICC(1,1) = 0.17; mean squares 11.24 between and 6.26 within
    const double ratings[6][4] = {{9, 2, 5, 8}, {6, 1, 3, 2}, {8, 4, 6, 8}, {7, 1, 2, 6}, {10, 5, 6, 9}, {6, 2, 4, 7}};
    MadeValues made;
    std::vector<double> values;
    for (int target = 0; target < 6; ++target)
        for (int judge = 0; judge < 4; ++judge) {
            made.run({.specimen = "S" + std::to_string(target)});
            values.push_back(std::exp(0.1 * ratings[target][judge]));
        }
    made.variable(values);
    const VariableQuality out = judged(made.table());
    CHECK(out.repeated_specimens == 6);
    CHECK(out.repeat_icc == Approx(0.1657).margin(5e-5));
    CHECK(out.repeat_cv_percent == Approx(100 * std::sqrt(std::exp(0.0626389) - 1)).epsilon(1e-5));
}

TEST_CASE("duplicates: the CV of pairs is that of their differences, and single specimens do not count", "[quality]") {
    MadeValues made;
    made.run({.specimen = "A"}).run({.specimen = "A"}).run({.specimen = "B"}).run({.specimen = "B"});
    made.run({.specimen = "C"}).run({.specimen = "D"}).run({.specimen = "D"});
    made.variable({10, 12, 200, 190, 1e6, 5, nothing});
    const double squares = (std::pow(std::log(12.0 / 10.0), 2) + std::pow(std::log(190.0 / 200.0), 2)) / 2.0;
    const VariableQuality out = judged(made.table());
    CHECK(out.repeated_specimens == 2);
    CHECK(out.repeat_cv_percent == Approx(100.0 * std::sqrt(std::exp(squares / 2.0) - 1.0)));
}

TEST_CASE("duplicates: dilutions of a specimen do not repeat each other, QCs do not count", "[quality]") {
    MadeValues made;
    made.run({.specimen = "A"}).run({.specimen = "A"}).run({.type = SampleType::qc, .specimen = "P"});
    made.run({.type = SampleType::qc, .specimen = "P"});
    made.table().study.samples[1].dilution = 10.0;
    made.variable({10, 1, 5, 6});
    const VariableQuality out = judged(made.table());
    CHECK(out.repeated_specimens == 0);
    CHECK(std::isnan(out.repeat_cv_percent));
    CHECK(std::isnan(out.repeat_icc));
}
