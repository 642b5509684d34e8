#include "core/correct/confounding.hpp"

#include "core/base/error.hpp"
#include "core/correct/correct.hpp"
#include "core/correct/units.hpp"
#include "tests/core/correct/made_table.hpp"

#include <catch2/catch.hpp>

#include <algorithm>

using namespace gassan;
using namespace gassan::test;
using Catch::Matchers::Contains;

namespace {

/// Two batches; groups by a rule on (index in batch, batch).
Study grouped(const std::function<std::string(std::size_t run, bool second)>& group) {
    Study study = made_study({{"B1", "", 21}, {"B2", "", 21}});
    for (std::size_t s = 0; s < study.samples.size(); ++s)
        if (study.samples[s].type == SampleType::sample) study.samples[s].group = group(s % 21, s >= 21);
    return study;
}

std::vector<Confounding> found(const Study& study) {
    return study_confounding(study, {});
}

}  // namespace

TEST_CASE("confounding: groups that are shared out evenly are no matter", "[correct]") {
    CHECK(found(grouped([](std::size_t run, bool) { return run % 2 ? "case" : "control"; })).empty());
}

TEST_CASE("confounding: groups that share no batch cannot be told from batches", "[correct]") {
    Study study = grouped([](std::size_t, bool second) { return second ? "case" : "control"; });
    const auto all = found(study);
    REQUIRE(all.size() == 1);
    CHECK(all[0].inseparable);
    CHECK(all[0].strength == Approx(1.0));
    CHECK(all[0].what == "group");
    CHECK_THAT(all[0].text, Contains("control | case"));
    CorrectParams params;
    CHECK_THROWS_WITH(require_separable(all, params), Contains("bridging samples") && Contains("confounded"));
    params.confounded = "say";
    CHECK_NOTHROW(require_separable(all, params));
    params.batch = "combat";
    CHECK_THROWS_AS(require_separable(all, params), ParameterError);
}

TEST_CASE("confounding: a specimen measured in both batches bridges them, and what is left is said", "[correct]") {
    Study study = grouped([](std::size_t, bool second) { return second ? "case" : "control"; });
    study.samples[22].specimen_id = study.samples[1].specimen_id;
    study.samples[22].group = study.samples[1].group;
    const auto all = found(study);
    REQUIRE(all.size() == 1);
    CHECK_FALSE(all[0].inseparable);
    CHECK(all[0].strength > 0.9);
    CHECK_NOTHROW(require_separable(all, {}));
}

TEST_CASE("confounding: Cramer's V is that of the table of units and groups", "[correct]") {
    // 16 samples a batch: 12 of 16 cases in the second, 4 of 16 in the first: chi^2 = 8, V = 0.5 (not above it);
    // 13 against 3: chi^2 = 12.5, V = 0.625.
    int first = 0, second = 0;
    const auto counted = [&](int most) {
        first = second = 0;
        return grouped([&first, &second, most](std::size_t, bool late) {
            int& count = late ? second : first;
            return (++count <= most) == late ? "case" : "control";
        });
    };
    Study study = counted(13);
    const auto units = correction_units(study, {});
    std::vector<Confounding> all = confounding(study, units);
    const auto v = std::find_if(all.begin(), all.end(), [](const Confounding& one) { return one.with == "unit"; });
    REQUIRE(v != all.end());
    CHECK_FALSE(v->inseparable);
    CHECK(v->strength < 1.0);
}

TEST_CASE("confounding: groups that were injected one after the other are said to go with order", "[correct]") {
    const auto all = found(grouped([](std::size_t run, bool) { return run < 10 ? "case" : "control"; }));
    REQUIRE(all.size() == 1);
    CHECK(all[0].with == "order");
    CHECK(all[0].strength == Approx(0.866).margin(0.02));  // of a half split of evenly spaced places
    CHECK_FALSE(all[0].inseparable);
}

TEST_CASE("confounding: labels that are names of single samples are no groups", "[correct]") {
    CHECK(found(grouped([](std::size_t run, bool second) {
              return std::to_string(run) + (second ? "b" : "a");
          })).empty());
}
