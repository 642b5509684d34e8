#include "core/quality/quality.hpp"

#include "core/base/error.hpp"
#include "core/base/random.hpp"
#include "core/quality/quality_table.hpp"
#include "tests/core/quality/made_values.hpp"

#include <catch2/catch.hpp>

#include <algorithm>
#include <cmath>
#include <cstring>

using namespace gassan;
using namespace gassan::test;

namespace {

ValueTable plain_study() {
    MadeValues made;
    RandomStream random(11, 1);
    for (int r = 0; r < 40; ++r)
        made.run(r % 6 == 0 ? qc(r < 20 ? "B1" : "B2") : of_group(r % 2 ? "a" : "b", r < 20 ? "B1" : "B2"));
    for (int v = 0; v < 12; ++v) {
        std::vector<double> values;
        for (int r = 0; r < 40; ++r)
            values.push_back(r % 13 == v ? nothing : std::exp(3.0 + 0.01 * r + 0.3 * draw_normal(random)));
        made.variable(values, 2.0);
    }
    return made.table();
}

/// Every number that was told, in order.
std::vector<double> numbers_told(const StudyQuality& study) {
    std::vector<double> out;
    for (const auto& one : study.variables) {
        out.insert(out.end(), {double(one.grade), double(one.basis), one.qc.mean, one.qc.rsd_percent,
                               one.qc.robust_rsd_percent, one.d_ratio_percent, one.d_ratio_robust_percent, one.icc_log,
                               one.trend.ln_per_100, one.trend.p, one.cv_between_batch_percent});
        for (const auto& trend : one.unit_trends) out.push_back(trend.ln_per_100);
        out.insert(out.end(), one.detected_groups.begin(), one.detected_groups.end());
    }
    for (const auto& run : study.runs) {
        out.insert(out.end(), {run.log2_ratio, run.t2, run.spe, run.dmodx});
        out.insert(out.end(), run.scores.begin(), run.scores.end());
    }
    return out;
}

bool same_bytes(const std::vector<double>& a, const std::vector<double>& b) {
    return a.size() == b.size() && std::memcmp(a.data(), b.data(), a.size() * sizeof(double)) == 0;
}

ValueTable shuffled(const ValueTable& table) {
    ValueTable out = table;
    const std::size_t n = table.samples();
    for (std::size_t s = 0; s < n; ++s) {
        const std::size_t from = (s * 17 + 5) % n;  // 17 and 40 share no factor
        out.study.samples[s] = table.study.samples[from];
        for (std::size_t v = 0; v < table.variables.size(); ++v) {
            out.row(v)[s] = table.row(v)[from];
            out.row_kinds(v)[s] = table.row_kinds(v)[from];
            out.row_limits(v)[s] = table.row_limits(v)[from];
        }
    }
    return out;
}

}  // namespace

TEST_CASE("quality: threads and the order of columns change no bit", "[quality]") {
    const ValueTable table = plain_study();
    const auto alone = numbers_told(study_quality(quality_table(table), {}, 1));
    CHECK(same_bytes(alone, numbers_told(study_quality(quality_table(table), {}, 4))));
    const ValueTable other = shuffled(table);
    REQUIRE(other.study.samples[0].sample_id != table.study.samples[0].sample_id);
    CHECK(same_bytes(alone, numbers_told(study_quality(quality_table(other), {}))));
}

TEST_CASE("quality: trends are told over all units and of each", "[quality]") {
    MadeValues made;
    std::vector<double> values;
    for (int r = 0; r < 12; ++r) {
        made.run(qc(r < 6 ? "B1" : "B2"));
        values.push_back(std::exp(r < 6 ? -0.02 * r : 3.0 + 0.01 * r));
    }
    made.variable(values);
    const auto told = study_quality(made.table(), {}).variables[0];
    REQUIRE(told.unit_trends.size() == 2);
    CHECK(told.unit_trends[0].ln_per_100 == Approx(-2.0));
    CHECK(told.unit_trends[1].ln_per_100 == Approx(1.0));
    CHECK(told.unit_trends[1].n == 6);
    CHECK(told.trend.n == 12);
    CHECK(told.trend.ln_per_100 > 10.0);
}

TEST_CASE("quality: a table of logarithms tells what its numbers tell", "[quality]") {
    const ValueTable table = plain_study();
    ValueTable logs = table;
    logs.scale = ValueScale::log2;
    for (double& value : logs.values) value = std::log2(value);
    for (double& limit : logs.limits) limit = std::log2(limit);
    const auto linear = study_quality(quality_table(table), {}), log2 = study_quality(quality_table(logs), {});
    for (std::size_t v = 0; v < table.variables.size(); ++v) {
        CHECK(log2.variables[v].qc.rsd_percent == Approx(linear.variables[v].qc.rsd_percent));
        CHECK(log2.variables[v].grade == linear.variables[v].grade);
    }
    CHECK(quality_table(logs).scale == ValueScale::linear);
}

TEST_CASE("quality: a table on a scale that does not lead back is refused", "[quality]") {
    ValueTable table = plain_study();
    table.scale = ValueScale::scaled;
    CHECK_THROWS_WITH(quality_table(table), Catch::Contains("scaled") && Catch::Contains("before that transform"));
    table.scale = ValueScale::glog;
    CHECK_THROWS_AS(quality_table(table), ParameterError);
}

TEST_CASE("quality: runs without an order stay behind the others as they stood", "[quality]") {
    MadeValues made;
    made.runs(4, of_group("g")).variable({1, 2, 3, 4});
    made.table().study.samples[0].injection_order.reset();
    made.table().study.samples[1].injection_order = 9;
    const ValueTable table = quality_table(made.table());
    CHECK(table.study.samples[0].sample_id == "R3");
    CHECK(table.study.samples[2].sample_id == "R2");
    CHECK(table.study.samples[3].sample_id == "R1");
    CHECK(table.row(0)[3] == 1.0);
}

TEST_CASE("quality: bounds that fall are refused, an empty table is not", "[quality]") {
    CHECK_THROWS_WITH(study_quality(plain_study(), {.grade_a_percent = 25.0}), Catch::Contains("must not fall"));
    const StudyQuality empty = study_quality(ValueTable{}, {});
    CHECK(empty.variables.empty());
    CHECK(empty.pcas.empty());
}

TEST_CASE("quality: flags say what asks for a look, and nothing else does", "[quality]") {
    MadeValues made;
    made.runs(10, qc()).runs(5, of_group("a")).runs(5, of_group("b")).run(blank());
    made.variable({100, 99, 101, 100, 99, 101, 100, 100, 99, 101, 50, 80, 120, 160, 200, 50, 80, 120, 160, 200, 1});
    made.variable({100,     99,      101,     100,     99,  101, nothing, nothing, nothing, nothing, nothing,
                   nothing, nothing, nothing, nothing, 100, 101, 99,      nothing, nothing, 60});
    made.variable(
        {100, 104, 108, 112, 116, 120, 124, 128, 132, 136, 90, 100, 110, 120, 130, 90, 100, 110, 120, 130, 1});
    made.variable({100, 99, 101, 100, 99, 101, 100, 100, 99, 900, 50, 80, 120, 160, 200, 50, 80, 120, 160, 200, 1});
    const auto told = study_quality(made.table(), {}).variables;
    CHECK(told[0].flags.empty());
    CHECK(told[1].flags == std::vector{QualityFlag::low_detection_qc, QualityFlag::low_detection_groups,
                                       QualityFlag::absent_in_group, QualityFlag::high_d_ratio,
                                       QualityFlag::near_blank});
    CHECK(told[2].flags == std::vector{QualityFlag::high_d_ratio, QualityFlag::trend});
    CHECK(told[3].flags == std::vector{QualityFlag::outlying_qc, QualityFlag::high_d_ratio});
}

TEST_CASE("quality: where orders begin anew in each batch, batches follow each other and trends are those within them",
          "[quality]") {
    MadeValues made;
    std::vector<double> values;
    for (int r = 0; r < 12; ++r) {
        made.run(qc(r < 6 ? "B2" : "B1"));
        made.table().study.samples.back().injection_order = r % 6 + 1;
        values.push_back(std::exp((r < 6 ? 5.0 : 1.0) - 0.01 * (r % 6) + (r % 3 == 1 ? 0.001 : 0.0)));
    }
    made.variable(values);
    const ValueTable table = quality_table(made.table());
    CHECK(table.study.samples[0].batch == "B1");
    CHECK(table.study.samples[11].batch == "B2");
    const StudyQuality study = study_quality(table, {});
    CHECK(study.orders_restart);
    CHECK(study.variables[0].trend.n == 12);
    CHECK(study.variables[0].trend.ln_per_100 == Approx(study.variables[0].unit_trends[0].ln_per_100));
    CHECK(study.variables[0].trend.ln_per_100 == Approx(-1.0).margin(0.05));
    // the same residuals twice over: squares 2 s on 9 degrees of freedom and 2 xx, against s on 4 and xx
    const auto half = [](const QcTrend& trend) { return trend.high95 - trend.ln_per_100; };
    CHECK(half(study.variables[0].trend) / half(study.variables[0].unit_trends[0]) ==
          Approx(2.2622 / 2.7764 * std::sqrt(4.0 / 9.0)).epsilon(1e-4));
    for (auto& sample : made.table().study.samples)
        if (sample.batch == "B2") *sample.injection_order += 6;
    CHECK_FALSE(study_quality(quality_table(made.table()), {}).orders_restart);
}
