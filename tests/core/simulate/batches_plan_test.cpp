#include "core/simulate/batches_plan.hpp"

#include "core/simulate/conditions.hpp"
#include "core/simulate/presets.hpp"
#include "core/simulate/vials.hpp"

#include <catch2/catch.hpp>

#include <algorithm>
#include <cmath>
#include <map>
#include <numeric>
#include <set>
#include <string>
#include <vector>

using namespace gassan;
using Catch::Matchers::WithinAbs;
using Catch::Matchers::WithinRel;

namespace {

/// Two analytes, one of them absent from the control, and an internal standard.
std::vector<SimulatedCompound> three_compounds() {
    SimulatedCompound a, b, c;
    a.compound_id = "a", a.concentration_um = 100.0, a.treated_um = 200.0, a.log_sd = 0.3;
    b.compound_id = "b", b.concentration_um = 0.0, b.treated_um = 50.0;
    c.compound_id = "c", c.concentration_um = c.treated_um = 20.0, c.role = "internal_standard";
    return {a, b, c};
}

/// A study as letters: blank, level (1 to 9), pool, specimen; batches apart.
std::string letters_of(const std::vector<SimulatedSample>& plan) {
    std::string text;
    for (std::size_t run = 0; run < plan.size(); ++run) {
        if (run > 0 && plan[run].batch != plan[run - 1].batch) text += ' ';
        if (plan[run].type == SampleType::blank) text += 'b';
        if (plan[run].type == SampleType::standard) text += plan[run].specimen_id.back();
        if (plan[run].type == SampleType::qc) text += 'q';
        if (plan[run].type == SampleType::sample) text += 's';
    }
    return text;
}

std::string validation(int runs, int qc_every = 10, int blanks = 2, int levels = 8) {
    return letters_of(draw_plan(
        {.plan = "validation", .runs = runs, .qc_every = qc_every, .blanks = blanks, .calibration_levels = levels},
        three_compounds(), 1));
}

/// Batches of 20 to 35 on capillaries of 30 to 50.
std::vector<SimulatedSample> batches(int runs, std::uint64_t seed) {
    return draw_plan({.plan = "batches",
                      .runs = runs,
                      .qc_every = 7,
                      .calibration_levels = 3,
                      .batch_runs_low = 20,
                      .batch_runs_high = 35,
                      .capillary_runs_low = 30,
                      .capillary_runs_high = 50},
                     three_compounds(), seed);
}

/// Lengths of the stretches over which a number stays; it must never fall, nor skip.
template <class Number>
std::vector<std::size_t> stretches(const std::vector<SimulatedSample>& plan, Number number) {
    std::vector<std::size_t> lengths;
    for (const auto& sample : plan) {
        const std::size_t value = number(sample);
        if (value == lengths.size()) lengths.push_back(0);
        REQUIRE(value + 1 == lengths.size());
        ++lengths.back();
    }
    return lengths;
}

}  // namespace

TEST_CASE("batches_plan: a validation is blanks, levels from the lowest, and specimens between pools",
          "[batches_plan]") {
    CHECK(validation(24) == "bb12345678qssssssqsssssq");
    CHECK(validation(24, 3) == "bb12345678qssqsssqssqssq");
}

TEST_CASE("batches_plan: where there is no room levels give way first, then blanks, and few runs are specimens",
          "[batches_plan]") {
    CHECK(validation(16) == "bb12345678qssssq");
    CHECK(validation(15) == "bb1234567qssssq");
    CHECK(validation(11) == "bb123qssssq");
    CHECK(validation(10) == "bbqssssssq");            // two levels are no line
    CHECK(validation(10, 10, 2, 2) == "bb12qssssq");  // unless two were asked for
    CHECK(validation(7) == "bqssssq");
    CHECK(validation(6) == "qssssq");
    CHECK(validation(4) == "qssq");
    CHECK(validation(3) == "sss");
    CHECK(validation(1) == "s");
}

TEST_CASE("batches_plan: never more than qc_every specimens follow each other, and every batch ends with a pool",
          "[batches_plan][property]") {
    for (int qc_every = 2; qc_every <= 12; ++qc_every)
        for (int runs = 4; runs < 130; ++runs) {
            const std::string letters = validation(runs, qc_every);
            CAPTURE(qc_every, letters);
            REQUIRE(int(letters.size()) == runs);
            CHECK(letters.back() == 'q');
            CHECK(letters.find(std::string(std::size_t(qc_every) + 1, 's')) == std::string::npos);
            // And no pool is there for nothing: one fewer would leave too long a stretch.
            const auto pools = std::count(letters.begin(), letters.end(), 'q');
            const auto specimens = std::count(letters.begin(), letters.end(), 's');
            if (pools > 2) CHECK(specimens + 1 > (pools - 2) * qc_every);
        }
}

TEST_CASE("batches_plan: levels are evenly spaced in the logarithm and end where they were told", "[batches_plan]") {
    const auto levels = calibration_levels({}, 8);
    CHECK(levels == std::vector<double>{0.1, 0.373, 1.39, 5.18, 19.3, 72.0, 268.0, 1000.0});
    for (std::size_t i = 1; i < levels.size(); ++i)
        CHECK_THAT(levels[i] / levels[i - 1], WithinRel(std::pow(1e4, 1.0 / 7.0), 0.01));
    CHECK(calibration_levels({.calibration_low_um = 0.0025, .calibration_high_um = 25.0}, 2) ==
          std::vector<double>{0.0025, 25.0});
    CHECK(calibration_levels({}, 1) == std::vector<double>{1000.0});
    CHECK(calibration_levels({}, 0).empty());
}

TEST_CASE("batches_plan: a standard holds every analyte at its level and what is added as ever", "[batches_plan]") {
    const auto plan = draw_plan({.plan = "validation", .runs = 24}, three_compounds(), 1);
    const SimulatedSample& standard = plan[4];
    CHECK(standard.specimen_id == "level_3");
    CHECK(standard.level_um == 1.39);
    CHECK(standard.group.empty());
    CHECK(standard.concentration_um == std::vector<double>{1.39, 1.39, 20.0});
    CHECK(standard.salt < plan[10].salt);
    CHECK(plan[0].salt < standard.salt);
    CHECK(std::isnan(plan[10].level_um));
}

TEST_CASE("batches_plan: the pool is the mean of all specimens of the study", "[batches_plan]") {
    const auto plan = batches(150, 3);
    double sum = 0.0, count = 0.0;
    for (const auto& sample : plan)
        if (sample.type == SampleType::sample) sum += sample.concentration_um[0], ++count;
    for (const auto& sample : plan)
        if (sample.type == SampleType::qc) CHECK_THAT(sample.concentration_um[0], WithinRel(sum / count, 1e-12));
}

TEST_CASE("batches_plan: so many analytes contaminate the blanks, at so much of their median", "[batches_plan]") {
    std::vector<SimulatedCompound> many;
    for (int k = 0; k < 4000; ++k) {
        SimulatedCompound one;
        one.compound_id = "compound " + std::to_string(k);
        one.concentration_um = k % 2 ? 10.0 : 0.0;
        one.treated_um = 10.0;
        many.push_back(one);
    }
    many.front().role = "marker";
    const DesignParams params{.contaminant_share = 0.2, .contaminant_level = 0.03};
    const auto blank = draw_blank(params, many, 9);
    std::vector<double> logs;
    for (std::size_t k = 1; k < many.size(); ++k)
        if (blank.concentration_um[k] > 0.0) logs.push_back(std::log(blank.concentration_um[k] / 10.0));
    CHECK(blank.concentration_um[0] == many[0].concentration_um);
    const double n = double(logs.size()), all = double(many.size() - 1);
    CHECK_THAT(n / all, WithinAbs(0.2, 5.0 * std::sqrt(0.2 * 0.8 / all)));
    const double mean = std::accumulate(logs.begin(), logs.end(), 0.0) / n;
    CHECK_THAT(mean, WithinAbs(std::log(0.03), 5.0 * 0.5 / std::sqrt(n)));
    CHECK(clean_blank(many).concentration_um[1] == 0.0);
    // Which compound it is hangs on its name alone.
    const auto few = draw_blank(params, std::span(many).subspan(0, 100), 9);
    CHECK(std::equal(few.concentration_um.begin(), few.concentration_um.end(), blank.concentration_um.begin()));
}

TEST_CASE("batches_plan: batches and capillaries are as long as told, and their numbers never fall",
          "[batches_plan][property]") {
    std::set<std::size_t> sizes, lives;
    bool inside = false;
    for (std::uint64_t seed = 0; seed < 60; ++seed) {
        const auto plan = batches(200, seed);
        REQUIRE(plan.size() == 200);
        for (const std::size_t size : stretches(plan, [](const auto& sample) { return sample.batch; })) {
            CHECK(size >= 20);
            CHECK(size <= 35);
            sizes.insert(size);
        }
        auto capillaries = stretches(plan, [](const auto& sample) { return sample.capillary; });
        CHECK(capillaries.back() <= 50);
        capillaries.pop_back();
        for (const std::size_t life : capillaries) {
            CHECK(life >= 30);
            CHECK(life <= 50);
            lives.insert(life);
        }
        for (std::size_t run = 1; run < plan.size(); ++run)
            inside |= plan[run].capillary != plan[run - 1].capillary && plan[run].batch == plan[run - 1].batch;
    }
    CHECK(sizes.size() == 16);  // every length between comes
    CHECK(lives.size() == 21);
    CHECK(inside);
}

TEST_CASE("batches_plan: every batch begins with blanks, standards and pool, and ends with a pool", "[batches_plan]") {
    std::string letters = letters_of(batches(150, 4)) + " ";
    for (std::size_t end = 0; (end = letters.find(' ')) != std::string::npos; letters.erase(0, end + 1)) {
        const std::string batch = letters.substr(0, end);
        CAPTURE(batch);
        CHECK(batch.substr(0, 6) == "bb123q");
        CHECK(batch.back() == 'q');
        CHECK(batch.find("ssssssss") == std::string::npos);
    }
}

TEST_CASE("batches_plan: specimens are injected once, groups are balanced in every batch, and their order is chance",
          "[batches_plan]") {
    std::set<std::string> orders;
    int treated_first = 0;
    constexpr int seeds = 400;
    for (std::uint64_t seed = 0; seed < seeds; ++seed) {
        const auto plan = batches(100, seed);
        std::map<std::size_t, int> more;
        std::set<std::string> ids;
        std::string order;
        int specimens = 0, all = 0;
        for (const auto& sample : plan) {
            if (sample.type != SampleType::sample) continue;
            if (specimens++ == 0) treated_first += sample.group == "treated";
            ids.insert(sample.specimen_id);
            order += sample.specimen_id;
            more[sample.batch] += sample.group == "treated" ? -1 : 1;
            all += sample.group == "treated" ? -1 : 1;
            CHECK(sample.specimen_id.front() == (sample.group == "treated" ? 'T' : 'C'));
        }
        CHECK(int(ids.size()) == specimens);
        for (const auto& [batch, difference] : more) CHECK(std::abs(difference) <= 1);
        CHECK((all == 0 || all == 1));
        orders.insert(order);
    }
    CHECK(orders.size() == seeds);
    // A fair coin, five standard deviations.
    CHECK_THAT(double(treated_first), WithinAbs(0.5 * seeds, 5.0 * 0.5 * std::sqrt(seeds)));
}

TEST_CASE("batches_plan: a specimen may come in any batch", "[batches_plan]") {
    std::map<std::size_t, int> batch_of_first;
    for (std::uint64_t seed = 0; seed < 200; ++seed)
        for (const auto& sample : batches(100, seed))
            if (sample.specimen_id == "C1") ++batch_of_first[sample.batch];
    CHECK(batch_of_first[0] > 30);
    CHECK(batch_of_first[1] > 30);
    CHECK(batch_of_first[2] > 30);
}

TEST_CASE("batches_plan: a range too narrow for the runs leaves a last batch that is shorter", "[batches_plan]") {
    const auto sizes = draw_batch_sizes({.runs = 100, .batch_runs_low = 60, .batch_runs_high = 70}, 1);
    REQUIRE(sizes.size() == 2);
    CHECK(sizes[0] >= 60);
    CHECK(sizes[0] <= 70);
    CHECK(sizes[0] + sizes[1] == 100);
    CHECK(draw_batch_sizes({.runs = 5, .batch_runs_low = 40, .batch_runs_high = 100}, 1) ==
          std::vector<std::size_t>{5});
}

TEST_CASE("batches_plan: every preset of batches shows more than one batch and more than one capillary", "[presets]") {
    for (const char* name : {"batch", "cohort"}) {
        CAPTURE(name);
        const auto preset = simulate_preset(name);
        CHECK(preset.params.design.runs == (std::string(name) == "batch" ? 100 : 10000));
        const auto plan = draw_plan(preset.params.design, std::span(preset.compounds).subspan(0, 3), 1);
        CHECK(plan.back().batch >= 1);
        CHECK(plan.back().capillary >= 1);
        const double runs = double(plan.size());
        const auto specimens = std::count_if(plan.begin(), plan.end(),
                                             [](const auto& sample) { return sample.type == SampleType::sample; });
        CHECK(double(specimens) / runs > 0.5);
    }
}

TEST_CASE("presets: batch has two batches and three capillaries with QCs on each, whatever the seed", "[presets]") {
    const auto preset = simulate_preset("batch");
    CHECK(preset.params.design.qc_every == 10);
    for (std::uint64_t seed = 1; seed <= 200; ++seed) {
        CAPTURE(seed);
        const auto plan = draw_plan(preset.params.design, std::span(preset.compounds).subspan(0, 3), seed);
        CHECK(plan.back().batch == 1);
        CHECK(plan.back().capillary == 2);
        for (const std::size_t capillary : {0u, 1u, 2u})
            CHECK(std::any_of(plan.begin(), plan.end(), [&](const auto& sample) {
                return sample.type == SampleType::qc && sample.capillary == capillary;
            }));
    }
}

TEST_CASE("presets: each can be drawn in every geometry, with an ion of each compound on the right side of the voltage",
          "[presets]") {
    for (const auto name : simulate_presets())
        for (const char* place : {"cation", "anion_silica", "anion_coated"}) {
            CAPTURE(name, place);
            auto preset = simulate_preset(name, place);
            CHECK_NOTHROW(check(preset.params));
            CHECK(preset.params.separation.geometry == place);
            CHECK(preset.compounds.size() >= 30);
            preset.params.design.runs = 10;
            const auto study = draw_study(preset.params, preset.compounds, 1);
            for (std::size_t k = 0; k < preset.compounds.size(); ++k) {
                CAPTURE(preset.compounds[k].compound_id);
                CHECK_FALSE(study.compounds[k].species.empty());
            }
            const auto has = [&](const char* role) {
                return std::any_of(preset.compounds.begin(), preset.compounds.end(),
                                   [&](const auto& compound) { return compound.role == role; });
            };
            CHECK(has("marker"));
        }
}
