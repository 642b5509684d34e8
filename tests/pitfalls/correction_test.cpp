/// \file
/// Pitfalls 29 and 30, and those of statistics on correction: what QCs may be asked for, and what not.

#include "core/base/robust.hpp"
#include "core/correct/correct.hpp"
#include "core/correct/left_out.hpp"
#include "tests/core/correct/made_table.hpp"

#include <catch2/catch.hpp>

#include <algorithm>
#include <cmath>
#include <vector>

using namespace gassan;
using namespace gassan::test;
using Catch::Matchers::Contains;

namespace {

constexpr std::size_t variables = 60;

CorrectParams with(const std::string& drift) {
    CorrectParams params;
    params.drift = drift;
    return params;
}

/// The stuff of QCs, in every fourth place as a QC and else as a sample: held-out QCs of which the correction knows
/// nothing.
ValueTable one_stuff(const Study& study, std::uint64_t seed, double noise,
                     const std::function<double(std::size_t variable, std::size_t sample)>& drift) {
    return made_table(study, variables, [&, noise, seed](std::size_t v, std::size_t s) {
        return 6.0 + drift(v, s) + noise * made_noise(seed, v, s);
    });
}

double no_drift(std::size_t, std::size_t) {
    return 0.0;
}

/// Median over variables of the log CV of what was held out; of QCs instead, if asked.
double cv_percent(const ValueTable& table, SampleType type = SampleType::sample) {
    std::vector<double> of_variables;
    for (std::size_t v = 0; v < variables; ++v) {
        std::vector<double> logs;
        for (std::size_t s = 0; s < table.samples(); ++s)
            if (table.study.samples[s].type == type) logs.push_back(std::log(table.row(v)[s]));
        of_variables.push_back(log_cv_percent(logs));
    }
    return median(of_variables);
}

double told_percent(const Correction& correction) {
    std::vector<double> told;
    for (const VariableCorrection& variable : correction.variables) told.push_back(variable.inside.after_percent);
    return median(told);
}

}  // namespace

TEST_CASE("Pitfall 29: QCs that are pure noise do not improve, and samples are not inflated", "[pitfalls]") {
    const bool small_batches = GENERATE(true, false);
    const std::string drift = GENERATE("auto", "spline", "loess", "linear", "median");
    CAPTURE(small_batches, drift);
    std::vector<MadeUnit> units(small_batches ? 8 : 2);
    for (std::size_t u = 0; u < units.size(); ++u)
        units[u] = {"B" + std::to_string(u), "", std::size_t(small_batches ? 17 : 49), 4};
    const ValueTable table = one_stuff(made_study(units), 21, 0.1, no_drift);
    const Correction correction = correct(table, with(drift));
    CHECK(cv_percent(correction.table) >= 0.97 * cv_percent(table));
    CHECK(cv_percent(correction.table) <= 1.02 * cv_percent(table));
    CHECK(told_percent(correction) >= 0.97 * cv_percent(table, SampleType::qc));
    const auto corrected = std::count_if(correction.variables.begin(), correction.variables.end(),
                                         [](const VariableCorrection& one) { return one.corrected; });
    CHECK(corrected <= std::ptrdiff_t(variables / 10));
}

TEST_CASE("Pitfall 29: what is told of a curve is not how well it fits the QCs that made it", "[pitfalls]") {
    // Real drift, and a loess as supple as it may be: in-sample its QCs look far better than anything held out.
    const Study study = made_study({{"B1", "", 61, 4}, {"B2", "", 61, 4}});
    const ValueTable table = one_stuff(study, 22, 0.08, [](std::size_t, std::size_t s) {
        return 0.5 * std::sin(0.1 * double(s % 61)) + (s < 61 ? 0.0 : 0.4);
    });
    CorrectParams params = with("loess");
    params.loess_span = 0.4;
    const Correction correction = correct(table, params);
    const double in_sample = cv_percent(correction.table, SampleType::qc), held_out = cv_percent(correction.table);
    CHECK(in_sample < 0.85 * held_out);
    CHECK(told_percent(correction) > 0.93 * held_out);
    CHECK(told_percent(correction) < 1.15 * held_out);
}

TEST_CASE("Pitfall 30: a capillary that is changed in mid-batch is survived", "[pitfalls]") {
    const auto drift = [](bool changed) {
        return [changed](std::size_t v, std::size_t s) {
            const bool second = changed && s >= 40;
            return -0.004 * double(second ? s - 40 : s) + (second ? 0.3 + 0.1 * made_noise(5, v, 7) : 0.0);
        };
    };
    Study whole = made_study({{"B1", "C1", 81, 5}}), changed = made_study({{"B1", "C1", 40, 5}, {"B1", "C2", 41, 5}});
    const double without = cv_percent(correct(one_stuff(whole, 23, 0.08, drift(false)), with("auto")).table);
    const ValueTable table = one_stuff(changed, 23, 0.08, drift(true));
    CHECK(cv_percent(table) > 1.5 * without);
    CHECK(cv_percent(correct(table, with("auto")).table) <= 1.1 * without);
    CorrectParams blind = with("linear");  // the same batch, the capillary overlooked
    blind.unit = "batch";
    CHECK(cv_percent(correct(table, blind).table) > 1.1 * without);
}

TEST_CASE("correction: nothing is extrapolated beyond the first and the last QC", "[pitfalls]") {
    Study study = made_study({{"B1", "", 71, 5}});
    for (std::size_t s = 61; s < 71; ++s) study.samples[s].type = SampleType::sample;
    const ValueTable table = one_stuff(study, 24, 0.02, [](std::size_t, std::size_t s) { return -0.02 * double(s); });
    const Correction correction = correct(table, with(GENERATE("auto", "linear", "spline", "loess")));
    REQUIRE(correction.variables[0].corrected);
    for (std::size_t s = 61; s < 71; ++s) CHECK(correction.curves[s] == correction.curves[60]);
    CHECK(correction.curves[60] < 0.5 * correction.curves[0]);
    REQUIRE(correction.notes.size() == 1);
    CHECK(correction.notes[0].code == "outside-qcs");
    CHECK_THAT(correction.notes[0].text, Contains("10 of 58 samples of B1"));
}

TEST_CASE("Pitfall 30: groups in step with the order of injection are said", "[pitfalls]") {
    Study study = made_study({{"B1", "", 81, 5}});
    for (std::size_t s = 0; s < 81; ++s)
        if (study.samples[s].type == SampleType::sample) study.samples[s].group = s % 81 < 30 ? "case" : "control";
    const auto found = study_confounding(study, {});
    REQUIRE(found.size() == 1);
    CHECK(found[0].with == "order");
    CHECK(found[0].strength > 0.3);
}

TEST_CASE("correction: a visit in a batch of its own demands bridging samples", "[pitfalls]") {
    Study study = made_study({{"B1", "", 41, 5}, {"B2", "", 41, 5}});
    for (std::size_t s = 0; s < study.samples.size(); ++s)
        if (study.samples[s].type == SampleType::sample) {
            study.samples[s].visit = s < 41 ? "1" : "2";
            study.samples[s].person = "p" + std::to_string(s % 41);
        }
    const ValueTable table = one_stuff(study, 25, 0.05, [](std::size_t, std::size_t s) { return s < 41 ? 0.0 : 0.3; });
    CHECK_THROWS_WITH(correct(table, with("auto")),
                      Contains("visits cannot be told from units") && Contains("bridging samples"));
    ValueTable bridged = table;  // three specimens of the first visit measured again in the second batch
    for (const std::size_t s : {1, 2, 3}) {
        bridged.study.samples[s + 41].specimen_id = study.samples[s].specimen_id;
        bridged.study.samples[s + 41].visit = "1";
    }
    CHECK_NOTHROW(correct(bridged, with("auto")));
}

TEST_CASE("correction: QCs of another pool without an overlap are not taken for a change of the instrument",
          "[pitfalls]") {
    Study study = made_study({{"B1", "", 41, 5, "2012"}, {"B2", "", 41, 5, "2019"}});
    const ValueTable table = one_stuff(study, 26, 0.05, no_drift);
    CHECK_THROWS_WITH(correct(table, with("auto")), Contains("nothing joins pool 2019 of QCs to pool 2012"));
}

TEST_CASE("correction: differences between groups keep their size", "[pitfalls]") {
    Study study = made_study({{"B1", "C1", 61, 6}, {"B2", "C2", 61, 6}, {"B3", "C3", 61, 6}});
    for (std::size_t s = 0; s < study.samples.size(); ++s)
        if (study.samples[s].type == SampleType::sample) study.samples[s].group = s % 2 ? "case" : "control";
    const auto effect = [](std::size_t v) { return 0.1 * (double(v % 7) - 3.0); };
    const ValueTable table = made_table(study, variables, [&](std::size_t v, std::size_t s) {
        const double of_group = study.samples[s].group == "case" ? effect(v) : 0.0;
        return 6.0 + of_group - 0.005 * double(s % 61) + 0.2 * double(s / 61) + 0.08 * made_noise(27, v, s);
    });
    const Correction correction = correct(table, with("auto"));
    double product = 0.0, squares = 0.0;
    for (std::size_t v = 0; v < variables; ++v) {
        double sums[2] = {}, counts[2] = {};
        for (std::size_t s = 0; s < study.samples.size(); ++s) {
            if (study.samples[s].type != SampleType::sample) continue;
            sums[study.samples[s].group == "case"] += std::log(correction.table.row(v)[s]);
            counts[study.samples[s].group == "case"] += 1.0;
        }
        product += effect(v) * (sums[1] / counts[1] - sums[0] / counts[0]);
        squares += effect(v) * effect(v);
    }
    CHECK(product / squares == Approx(1.0).margin(0.05));
}
