#include "core/correct/pool_change.hpp"

#include "core/base/error.hpp"
#include "core/correct/correct.hpp"
#include "core/correct/units.hpp"
#include "tests/core/correct/made_table.hpp"

#include <catch2/catch.hpp>

#include <cmath>

using namespace gassan;
using namespace gassan::test;
using Catch::Matchers::Contains;

namespace {

constexpr double new_pool_ln = 0.4;

/// Level of each batch in ln; samples are all alike, so that a right correction makes them alike.
const double levels[] = {0.0, 0.3, -0.2, 0.25};

/// Four batches; the pool changes behind the second.
Study two_pools() {
    return made_study(
        {{"B1", "", 21, 5, "old"}, {"B2", "", 21, 5, "old"}, {"B3", "", 21, 5, "new"}, {"B4", "", 21, 5, "new"}});
}

ValueTable table_of(const Study& study, double noise) {
    return made_table(study, 6, [&, noise](std::size_t v, std::size_t s) {
        const Sample& sample = study.samples[s];
        const double content = sample.type != SampleType::qc ? 0.1 * double(v)
                               : sample.pool == "new"        ? new_pool_ln
                                                             : 0.0;
        return 5.0 + content + levels[s / 21] + noise * made_noise(3, v, s);
    });
}

double mean_ln(const ValueTable& table, std::size_t variable, std::size_t batch) {
    double sum = 0.0;
    int count = 0;
    for (std::size_t s = batch * 21; s < batch * 21 + 21; ++s)
        if (table.study.samples[s].type == SampleType::sample) {
            sum += std::log(table.row(variable)[s]);
            ++count;
        }
    return sum / count;
}

CorrectParams automatic() {
    CorrectParams params;
    params.drift = "auto";
    return params;
}

}  // namespace

TEST_CASE("pool change: an overlap joins the eras", "[correct]") {
    Study study = two_pools();
    for (const std::size_t s : {26, 31, 36}) study.samples[s].pool = "new";  // in B2
    const Correction correction = correct(table_of(study, 0.02), automatic());
    REQUIRE(correction.bridges.size() == 6);
    for (const PoolBridge& bridge : correction.bridges) {
        CHECK(bridge.pool == "old");  // fewer QCs than the new one by now
        CHECK(bridge.onto == "new");
        CHECK(bridge.by == "overlap");
        CHECK(bridge.pairs == 1);
        CHECK(std::abs(bridge.ln_ratio + new_pool_ln) < 4.0 * bridge.se);
        CHECK(bridge.se < 0.05);
    }
    for (std::size_t v = 0; v < 6; ++v) {
        CHECK(correction.variables[v].corrected);
        for (std::size_t batch = 1; batch < 4; ++batch)
            CHECK(std::abs(mean_ln(correction.table, v, batch) - mean_ln(correction.table, v, 0)) < 0.06);
    }
}

TEST_CASE("pool change: drift in the unit of the overlap is not taken for the difference of pools", "[correct]") {
    Study study = two_pools();
    for (const std::size_t s : {36, 41}) study.samples[s].pool = "new";  // the end of B2
    ValueTable table = made_table(study, 1, [&](std::size_t, std::size_t s) {
        return 5.0 + (study.samples[s].pool == "new" ? new_pool_ln : 0.0) - 0.02 * double(s % 21) +
               0.001 * made_noise(4, 0, s);
    });
    const auto units = correction_units(study, {});
    QcTable qcs = qc_table(table, units);
    const JoinedPools pools = join_pools(qcs, table, units, {});
    REQUIRE(pools.bridges.size() == 1);
    CHECK(std::abs(std::abs(pools.bridges[0].ln_ratio) - new_pool_ln) < 0.01);
}

TEST_CASE("pool change: specimens measured in both eras join them where no unit holds both pools", "[correct]") {
    Study study = two_pools();
    for (const std::size_t s : {1, 2, 3, 4, 6, 7}) study.samples[s + 42].specimen_id = study.samples[s].specimen_id;
    const Correction correction = correct(table_of(study, 0.02), automatic());
    REQUIRE(correction.bridges.size() == 6);
    for (const PoolBridge& bridge : correction.bridges) {
        CHECK(bridge.by == "specimens");
        CHECK(bridge.pairs == 6);
        CHECK(std::abs(std::abs(bridge.ln_ratio) - new_pool_ln) < 4.0 * bridge.se);
    }
    CHECK(std::abs(mean_ln(correction.table, 2, 3) - mean_ln(correction.table, 2, 0)) < 0.06);
}

TEST_CASE("pool change: without a bridge the levels are not joined", "[correct][error]") {
    const Study study = two_pools();
    const ValueTable table = table_of(study, 0.02);
    CHECK_THROWS_WITH(correct(table, automatic()),
                      Contains("nothing joins pool old of QCs to pool new") && Contains("pool_change = \"apart\""));
    CorrectParams params = automatic();
    params.pool_change = "apart";
    const Correction correction = correct(table, params);
    CHECK(correction.notes.front().code == "pools-apart");
    CHECK(correction.bridges.empty());
    // Each era on one level, the eras as far apart as the pools: their samples are the same stuff.
    CHECK(std::abs(mean_ln(correction.table, 0, 1) - mean_ln(correction.table, 0, 0)) < 0.06);
    CHECK(std::abs(mean_ln(correction.table, 0, 3) - mean_ln(correction.table, 0, 2)) < 0.06);
}

TEST_CASE("pool change: one pool asks for nothing, named or not", "[correct]") {
    Study study = made_study({{"B1", "", 21, 5, "P"}, {"B2", "", 21, 5, "P"}});
    const ValueTable table = table_of(study, 0.02);
    const auto units = correction_units(study, {});
    QcTable qcs = qc_table(table, units);
    const std::vector<double> before = qcs.logs;
    CHECK(join_pools(qcs, table, units, {}).bridges.empty());
    CHECK(qcs.logs == before);
}
