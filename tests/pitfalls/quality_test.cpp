#include "core/quality/quality.hpp"
#include "tests/core/quality/made_values.hpp"

#include <catch2/catch.hpp>

#include <cmath>

using namespace gassan;
using namespace gassan::test;

namespace {

/// QCs of a pool at that level; samples about 100 with a CV of 30 %; both scatter by 10 % of what they are.
StudyQuality study_with_pool(double level) {
    MadeValues made;
    std::vector<double> values;
    for (const double step : {-1.5, -1.0, -0.5, 0.0, 0.5, 1.0, 1.5}) {
        made.run(qc());
        values.push_back(level * std::exp(0.1 * step));
    }
    for (const double step : {-1.5, -1.0, -0.5, 0.0, 0.5, 1.0, 1.5}) {
        made.run(of_group("g"));
        values.push_back(100.0 * std::exp(0.3 * step));
    }
    made.variable(values);
    return study_quality(made.table(), {});
}

}  // namespace

TEST_CASE("pitfall: a QC pool at another level than the samples spoils the technical ICC on the raw scale",
          "[pitfalls]") {
    const auto near = study_with_pool(100.0).variables[0], high = study_with_pool(1000.0).variables[0];
    CHECK(near.icc_log == Approx(1.0 - 0.01 / 0.09));
    CHECK(high.icc_log == Approx(near.icc_log));
    CHECK(near.icc_raw == Approx(near.icc_log).margin(0.03));
    CHECK(high.icc_raw == 0.0);  // a compound that is measured well would seem to be noise
}

TEST_CASE("pitfall: a compound that only one group has is not thrown out for being rarely found", "[pitfalls]") {
    MadeValues made;
    made.runs(6, qc()).runs(20, of_group("untreated")).runs(5, of_group("treated"));
    std::vector<double> values(6, 10.0);
    values.insert(values.end(), 20, nothing);
    values.insert(values.end(), {18, 20, 22, 19, 21});
    made.variable(values);
    const auto study = study_quality(made.table(), {});
    REQUIRE(study.variables.size() == 1);
    CHECK(study.variables[0].detected_samples == Approx(0.2));
    CHECK(study.variables[0].detected_groups[0] == 1.0);
    REQUIRE(study.variables[0].absent_groups.size() == 1);
    CHECK(study.groups[study.variables[0].absent_groups[0]] == "untreated");
}
