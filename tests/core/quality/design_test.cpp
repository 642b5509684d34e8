#include "core/quality/design.hpp"

#include "core/quality/quality.hpp"
#include "core/quality/run_map.hpp"
#include "tests/core/quality/made_values.hpp"

#include <catch2/catch.hpp>

#include <algorithm>

using namespace gassan;
using namespace gassan::test;

namespace {

std::vector<QualityFinding> findings_of(const ValueTable& table, QualityFindingKind kind,
                                        const QualityParams& params = {}) {
    std::vector<QualityFinding> out;
    for (const auto& finding : study_quality(table, params).findings)
        if (finding.kind == kind) out.push_back(finding);
    return out;
}

using Kind = QualityFindingKind;

}  // namespace

TEST_CASE("design: batches hang together through groups that they share", "[quality]") {
    const std::vector<std::size_t> batch{0, 0, 1, 2, 3}, group{0, 1, 1, 2, 0};
    CHECK(connected_batches(batch, group, 4, 3) == std::vector<std::size_t>{0, 0, 1, 0});
}

TEST_CASE("design: a group that has its batches for itself is told with them", "[quality]") {
    MadeValues made;
    made.runs(5, qc("B1")).runs(3, of_group("case", "B1")).runs(3, of_group("control", "B2"));
    made.variable({1, 1, 1, 1, 1, 1, 2, 3, 4, 5, 6});
    const auto found = findings_of(made.table(), Kind::batch_apart);
    REQUIRE(found.size() == 1);
    CHECK(found[0].names == std::vector<std::string>{"B1 (case)", "B2 (control)"});
    made.table().study.samples[5].group = "control";
    CHECK(findings_of(made.table(), Kind::batch_apart).empty());
}

TEST_CASE("design: samples that no QC brackets are counted on each side, unit by unit", "[quality]") {
    MadeValues made;
    made.runs(2, of_group("g", "B1")).run(qc("B1")).runs(4, of_group("g", "B1")).run(qc("B1")).run(of_group("g", "B1"));
    made.run(qc("B2")).runs(3, of_group("g", "B2")).run(qc("B2")).runs(5, of_group("g", "B3"));
    made.variable(std::vector<double>(19, 1.0));
    const auto bracket = findings_of(made.table(), Kind::not_bracketed);
    REQUIRE(bracket.size() == 1);
    CHECK(bracket[0].names[0] == "B1");
    CHECK(bracket[0].numbers == std::vector<double>{2, 1});
    const auto without = findings_of(made.table(), Kind::unit_without_qc);
    REQUIRE(without.size() == 1);
    CHECK(without[0].names[0] == "B3");
    CHECK(without[0].numbers == std::vector<double>{5});
    CHECK(findings_of(made.table(), Kind::wide_gap).empty());
    const auto gap = findings_of(made.table(), Kind::wide_gap, {.max_qc_gap = 3});
    REQUIRE(gap.size() == 1);
    CHECK(gap[0].numbers == std::vector<double>{4, 3});
}

TEST_CASE("design: another capillary is another unit, and its QCs do not bracket the first", "[quality]") {
    MadeValues made;
    made.run({.type = SampleType::qc, .capillary = "C1"}).runs(2, {.capillary = "C1"});
    made.run({.type = SampleType::qc, .capillary = "C2"}).run({.capillary = "C2"});
    made.run({.type = SampleType::qc, .capillary = "C2"}).variable(std::vector<double>(6, 2.0));
    const StudyQuality out = study_quality(made.table(), {});
    REQUIRE(out.units.size() == 2);
    CHECK(out.units[0].after_last == 2);
    CHECK(out.units[1].after_last == 0);
    CHECK(out.unit_of_run == std::vector<std::size_t>{0, 0, 0, 1, 1, 1});
    CHECK(out.units[1].first_order == 4);
    CHECK(out.units[1].last_order == 6);
}

TEST_CASE("design: too few QCs, orders that are missing or told twice, failed runs: all are said", "[quality]") {
    MadeValues made;
    made.runs(3, qc()).runs(4, of_group("g")).variable({1, 2, 3, 4, 5, 6, 7});
    made.table().study.samples[4].injection_order.reset();
    made.table().study.samples[5].injection_order = 4;
    made.table().kinds[6] = CellKind::failed;
    CHECK(findings_of(made.table(), Kind::few_qcs).at(0).numbers == std::vector<double>{3, 5});
    CHECK(findings_of(made.table(), Kind::no_order).at(0).numbers == std::vector<double>{1, 7});
    CHECK(findings_of(made.table(), Kind::order_twice).at(0).names == std::vector<std::string>{"R4", "R6"});
    CHECK(findings_of(made.table(), Kind::failed_runs).at(0).names == std::vector<std::string>{"R7"});
    CHECK(findings_of(made.table(), Kind::no_blanks).size() == 1);
    MadeValues none;
    none.runs(3, of_group("g")).variable({1, 2, 3});
    CHECK(findings_of(none.table(), Kind::no_qcs).size() == 1);
    CHECK(findings_of(none.table(), Kind::not_bracketed).empty());
}

TEST_CASE("run_map: a run at half the pool's level is one log2 lower, whatever single compounds do", "[quality]") {
    MadeValues made;
    made.runs(3, qc()).run(of_group("g"));
    made.variable({10, 10, 11, 5}).variable({200, 190, 200, 100}).variable({7, 7, 7, 700});
    const StudyQuality out = study_quality(made.table(), {});
    CHECK(out.runs[3].log2_ratio == Approx(-1.0));
    CHECK(out.runs[0].log2_ratio == Approx(0.0));
    CHECK(out.runs[3].kinds[std::size_t(CellKind::measured)] == 3);
}
