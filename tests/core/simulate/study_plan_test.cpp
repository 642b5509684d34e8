#include "core/simulate/study_plan.hpp"

#include "core/chem/formula.hpp"
#include "core/simulate/simulate.hpp"

#include <catch2/catch.hpp>

#include <algorithm>
#include <cmath>
#include <map>
#include <set>
#include <string>
#include <vector>

using namespace gassan;
using Catch::Matchers::WithinAbs;
using Catch::Matchers::WithinRel;

namespace {

std::vector<SimulatedSample> of_type(const std::vector<SimulatedSample>& plan, SampleType type) {
    std::vector<SimulatedSample> some;
    for (const auto& sample : plan)
        if (sample.type == type) some.push_back(sample);
    return some;
}

std::string types_of(const std::vector<SimulatedSample>& plan) {
    std::string letters;
    for (const auto& sample : plan)
        letters += sample.type == SampleType::blank ? 'b' : sample.type == SampleType::qc ? 'q' : 's';
    return letters;
}

std::vector<SimulatedSample> two_groups(std::span<const SimulatedCompound> compounds, int runs, std::uint64_t seed) {
    return draw_plan({.plan = "groups", .runs = runs}, compounds, seed);
}

}  // namespace

TEST_CASE("study_plan: blank first, pool at both ends and evenly between, specimens in the rest", "[study_plan]") {
    const auto compounds = demo_compounds();
    const auto types = [&](int runs) { return types_of(two_groups(compounds, runs, 3)); };
    CHECK(types(12) == "bqssssqssssq");
    CHECK(types(1) == "s");
    CHECK(types(2) == "ss");
    CHECK(types(3) == "sss");
    CHECK(types(4) == "qssq");
    CHECK(types(5) == "qsssq");
    CHECK(types(6) == "bqsssq");
    const std::string hundred = types(100);
    CHECK(std::count(hundred.begin(), hundred.end(), 'q') == 12);
    CHECK(hundred.find("ssssssssss") == std::string::npos);  // never ten specimens without a pool between
}

TEST_CASE("study_plan: groups are as large as can be, and each specimen is injected once", "[study_plan]") {
    for (const int runs : {1, 2, 5, 12, 31}) {
        const auto specimens = of_type(two_groups(demo_compounds(), runs, 4), SampleType::sample);
        std::map<std::string, int> groups;
        std::set<std::string> ids;
        for (const auto& specimen : specimens) {
            ++groups[specimen.group];
            ids.insert(specimen.specimen_id);
            CHECK(specimen.specimen_id.front() == (specimen.group == "treated" ? 'T' : 'C'));
        }
        CHECK(ids.size() == specimens.size());
        const int more = groups["control"] - groups["treated"];
        CHECK((more == 0 || more == 1));
    }
}

TEST_CASE("study_plan: the order is drawn anew for every seed, and no place belongs to a group", "[study_plan]") {
    std::set<std::string> orders;
    int treated_first = 0;
    constexpr int seeds = 400;
    for (std::uint64_t seed = 0; seed < seeds; ++seed) {
        const auto plan = two_groups({}, 12, seed);
        std::string order;
        for (const auto& sample : plan) order += sample.specimen_id + " ";
        orders.insert(order);
        treated_first += plan[2].group == "treated";
    }
    CHECK(orders.size() > seeds * 9 / 10);  // 40,320 orders
    // Half of them, five standard deviations of a fair coin.
    CHECK_THAT(double(treated_first), WithinAbs(0.5 * seeds, 5.0 * 0.5 * std::sqrt(seeds)));
}

TEST_CASE("study_plan: group effects, their scatter and absences have the stated size", "[study_plan]") {
    const auto compounds = demo_compounds();
    const auto specimens = of_type(two_groups(compounds, 2200, 5), SampleType::sample);
    REQUIRE(specimens.size() > 1900);
    std::size_t changed = 0, sometimes = 0;
    for (std::size_t k = 0; k < compounds.size(); ++k) {
        const auto& compound = compounds[k];
        CAPTURE(compound.compound_id);
        for (const bool treated : {false, true}) {
            const double median = treated ? compound.treated_um : compound.concentration_um;
            double sum = 0, squares = 0, present = 0, all = 0;
            for (const auto& specimen : specimens) {
                if ((specimen.group == "treated") != treated) continue;
                ++all;
                if (specimen.concentration_um[k] == 0.0) continue;
                ++present;
                const double deviation = std::log(specimen.concentration_um[k] / median);
                sum += deviation;
                squares += deviation * deviation;
            }
            if (median == 0.0) {
                CHECK(present == 0.0);
                continue;
            }
            const double share = 1.0 - compound.absent_share;
            CHECK_THAT(present / all, WithinAbs(share, 5.0 * std::sqrt(share * (1.0 - share) / all)));
            CHECK_THAT(sum / present, WithinAbs(0.0, 5.0 * compound.log_sd / std::sqrt(present) + 1e-12));
            CHECK_THAT(std::sqrt(squares / present),
                       WithinAbs(compound.log_sd, 5.0 * compound.log_sd / std::sqrt(2.0 * present) + 1e-12));
        }
        changed += compound.treated_um != compound.concentration_um;
        sometimes += compound.absent_share > 0.0;
    }
    CHECK(changed >= 20);
    CHECK(sometimes >= 15);
}

TEST_CASE("study_plan: the pool is the mean of all specimens, the blank holds what is added alone", "[study_plan]") {
    const auto compounds = demo_compounds();
    const auto plan = two_groups(compounds, 12, 6);
    const auto specimens = of_type(plan, SampleType::sample);
    const auto pools = of_type(plan, SampleType::qc), blanks = of_type(plan, SampleType::blank);
    REQUIRE(specimens.size() == 8);
    REQUIRE(pools.size() == 3);
    REQUIRE(blanks.size() == 1);
    std::size_t added = 0;
    for (std::size_t k = 0; k < compounds.size(); ++k) {
        CAPTURE(compounds[k].compound_id);
        double mean = 0.0;
        for (const auto& specimen : specimens) mean += specimen.concentration_um[k] / 8.0;
        for (const auto& pool : pools) CHECK_THAT(pool.concentration_um[k], WithinRel(mean, 1e-12));
        if (compounds[k].role == "analyte") {
            CHECK(blanks[0].concentration_um[k] == 0.0);
            continue;
        }
        ++added;
        for (const auto& sample : plan)
            CHECK_THAT(sample.concentration_um[k], WithinRel(compounds[k].concentration_um, 1e-12));
    }
    CHECK(added == 6);  // four internal standards and two markers
}

TEST_CASE("study_plan: the runs of preset demo hold what was planned", "[study_plan]") {
    const auto preset = simulate_preset("demo");
    REQUIRE(preset.params.design.plan == "groups");
    REQUIRE(preset.params.design.runs == 12);
    const auto study = draw_study(preset.params, preset.compounds, 7);
    REQUIRE(study.samples.size() == 12);
    for (const std::uint32_t run : {0u, 1u, 5u}) {
        const auto simulated = simulate_run(preset.params, study, preset.compounds, 7, run);
        CHECK(simulated.conditions.concentration_um == study.samples[run].concentration_um);
        std::set<std::string> seen;
        for (const auto& ion : simulated.truth) seen.insert(ion.compound_id);
        for (std::size_t k = 0; k < preset.compounds.size(); ++k) {
            CAPTURE(run, preset.compounds[k].compound_id);
            CHECK(seen.count(preset.compounds[k].compound_id) == (study.samples[run].concentration_um[k] > 0.0));
        }
    }
}

TEST_CASE("study_plan: what is planned changes nothing else of a run", "[study_plan]") {
    const auto preset = simulate_preset("demo");
    const auto planned = draw_study(preset.params, preset.compounds, 8);
    auto alone = preset.params;
    alone.design.plan = "lone";
    const auto lone = draw_study(alone, preset.compounds, 8);
    const auto a = draw_run(preset.params, planned, preset.compounds, 8, 3);
    const auto b = draw_run(preset.params, lone, preset.compounds, 8, 3);
    CHECK(a.sensitivity == b.sensitivity);
    CHECK(a.separation.eof_tu == b.separation.eof_tu);
    CHECK(a.mass_error.drift_ppm == b.mass_error.drift_ppm);
    CHECK(a.concentration_um != b.concentration_um);
}

TEST_CASE("study_plan: the demo compounds are readable, sourced, and isomers come apart", "[study_plan]") {
    const auto compounds = demo_compounds();
    REQUIRE(compounds.size() == 91);
    std::map<std::string, std::vector<double>> isomers;
    std::set<std::string> ids;
    for (const auto& compound : compounds) {
        CAPTURE(compound.name);
        CHECK(ids.insert(compound.compound_id).second);
        CHECK(hill_text(parse_formula(compound.formula)) == compound.formula);
        CHECK(compound.concentration_um + compound.treated_um > 0.0);
        for (const auto& loss : compound.losses)
            for (const auto& term : add(parse_formula(compound.formula), parse_formula(loss), -1))
                CHECK(term.count > 0);
        isomers[compound.formula].push_back(compound.mobility_tu);
    }
    std::size_t with_isomers = 0;
    for (auto& [formula, mobilities] : isomers) {
        CAPTURE(formula);
        std::sort(mobilities.begin(), mobilities.end());
        with_isomers += mobilities.size() > 1 ? mobilities.size() : 0;
        // Isoleucine before leucine by 0.5 TU is the closest pair that a capillary parts.
        for (std::size_t i = 1; i < mobilities.size(); ++i) CHECK(mobilities[i] - mobilities[i - 1] > 0.49);
    }
    CHECK(with_isomers >= 20);
}
