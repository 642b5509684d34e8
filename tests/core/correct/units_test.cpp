#include "core/correct/units.hpp"

#include "core/base/error.hpp"
#include "tests/core/correct/made_table.hpp"

#include <catch2/catch.hpp>

using namespace gassan;
using namespace gassan::test;
using Catch::Matchers::Contains;

namespace {

std::vector<std::string> names(const std::vector<CorrectionUnit>& units) {
    std::vector<std::string> found;
    for (const CorrectionUnit& unit : units) found.push_back(unit.name);
    return found;
}

}  // namespace

TEST_CASE("units: a capillary that is changed in mid-batch ends a unit, one that comes back starts another",
          "[correct]") {
    const Study study = made_study({{"B1", "C1", 6}, {"B1", "C2", 7}, {"B1", "C1", 3}, {"B2", "C1", 5}});
    const auto units = correction_units(study, {});
    CHECK(names(units) == std::vector<std::string>{"B1/C1", "B1/C2", "B1/C1 (2)", "B2/C1"});
    CHECK(units[1].samples.front() == 6);
    CHECK(units[1].samples.size() == 7);
    CHECK(units[1].qcs == std::vector<std::size_t>{6, 11, 12});
}

TEST_CASE("units: a stretch with one QC goes with the rest of its capillary in the next batch, and only there",
          "[correct]") {
    Study study = made_study({{"B1", "C1", 11}, {"B1", "C2", 6}, {"B2", "C2", 1}, {"B2", "C3", 11}});
    const auto units = correction_units(study, {});
    CHECK(names(units) == std::vector<std::string>{"B1/C1", "B1/C2 + B2/C2", "B2/C3"});
    CHECK(units[1].samples.size() == 7);
    CHECK(units[1].qcs == std::vector<std::size_t>{11, 16, 17});

    for (std::size_t s = 17; s < study.samples.size(); ++s) *study.samples[s].injection_order -= 17;
    CHECK(correction_units(study, {}).size() == 4);  // numbered anew: nobody knows which batch came first

    const Study changed = made_study({{"B1", "C1", 11}, {"B1", "C2", 1}, {"B2", "C3", 11}});
    CHECK(correction_units(changed, {}).size() == 3);
    const Study enough = made_study({{"B1", "C1", 11}, {"B2", "C1", 11}});
    CHECK(correction_units(enough, {}).size() == 2);
}

TEST_CASE("units: are what was asked for", "[correct]") {
    const Study study = made_study({{"B1", "C1"}, {"B1", "C2"}, {"B2", "C2"}});
    CorrectParams params;
    params.unit = "batch";
    CHECK(names(correction_units(study, params)) == std::vector<std::string>{"B1", "B2"});
    params.unit = "capillary";
    CHECK(names(correction_units(study, params)) == std::vector<std::string>{"C1", "C2"});
    params.unit = "none";
    CHECK(names(correction_units(study, params)) == std::vector<std::string>{"all"});
}

TEST_CASE("units: go by order of injection and not by the sheet, and polarities never share one", "[correct]") {
    Study study = made_study({{"B1", "", 4, 3}});
    std::swap(study.samples[0].injection_order, study.samples[2].injection_order);
    const Study positive = study;
    for (Sample& sample : study.samples) sample.polarity = Polarity::positive;
    for (Sample sample : positive.samples) {
        sample.polarity = Polarity::negative;
        study.samples.push_back(sample);
    }
    const auto units = correction_units(study, {});
    REQUIRE(units.size() == 2);
    CHECK(names(units) == std::vector<std::string>{"B1 +", "B1 -"});
    CHECK(units[0].samples == std::vector<std::size_t>{2, 1, 0, 3});
    CHECK(units[1].samples == std::vector<std::size_t>{6, 5, 4, 7});
}

TEST_CASE("units: count the samples that no QC brackets", "[correct]") {
    Study study = made_study({{"B1", "", 9, 4}});  // QCs at 0, 4, 8
    study.samples[0].type = SampleType::sample;
    study.samples[8].type = SampleType::blank;
    const auto units = correction_units(study, {});
    CHECK(units[0].outside == 7);  // all but the QC; the blank is no sample
}

TEST_CASE("units: plugs of one run share its order, two runs do not", "[correct][error]") {
    Study study = made_study({{"B1", "", 4}});
    study.samples[1].injection_order = study.samples[2].injection_order;
    CHECK_THROWS_WITH(correction_units(study, {}), Contains("s1 and s2 both have injection_order 3 in B1"));
    study.samples[1].segment = 1;
    study.samples[2].segment = 2;
    CHECK_NOTHROW(correction_units(study, {}));
    CHECK(injection_places(study) == std::vector<double>{1.0, 3.0, 3.5, 4.0});
}

TEST_CASE("units: samples without an order are named", "[correct][error]") {
    Study study = made_study({{"B1", "", 9}});
    for (std::size_t s = 1; s < 9; ++s) study.samples[s].injection_order.reset();
    CHECK_THROWS_WITH(correction_units(study, {}), Contains("8 samples") && Contains("s1, s2, s3, s4, qc5 and 3 more"));
}
