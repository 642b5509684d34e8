#include "core/quality/compare_tables.hpp"

#include "core/base/error.hpp"

#include <catch2/catch.hpp>

#include <cmath>

using namespace gassan;

namespace {

Sample sample(std::string id, std::string specimen, SampleType type = SampleType::sample) {
    Sample made;
    made.sample_id = std::move(id);
    made.specimen_id = std::move(specimen);
    made.type = type;
    return made;
}

/// Of all cells measured. \param rows a variable each, parallel to the samples
ValueTable table(std::vector<Sample> samples, std::vector<Variable> variables, const std::vector<double>& rows) {
    Study study;
    study.samples = std::move(samples);
    ValueTable made = empty_values(std::move(study), std::move(variables));
    made.values = rows;
    made.kinds.assign(rows.size(), CellKind::measured);
    return made;
}

}  // namespace

TEST_CASE("Compared tables: samples and variables are found in any order, by id or by name") {
    const auto x = table({sample("a", "a"), sample("b", "b"), sample("c", "c"), sample("q", "q", SampleType::qc)},
                         {{"F1", "Ala", "", {}}, {"F2", "", "", {}}, {"F3", "Val", "", {}}},
                         {1, 2, 3, 99, 4, 5, 6, 99, 7, 8, 9, 99});
    const auto y = table({sample("q", "q", SampleType::qc), sample("c", "c"), sample("a", "a"), sample("b", "b")},
                         {{"C0041", "Ala", "", {}}, {"F2", "Leu", "", {}}, {"Z", "", "", {}}},
                         {0, 30, 10, 20, 0, 60, 40, 50, 0, 1, 1, 1});
    const ComparedTables compared = compare_tables(x, y, {}, 2);
    CHECK(compared.samples == 3);
    CHECK_FALSE(compared.by_specimen);
    REQUIRE(compared.variables.size() == 2);
    CHECK(compared.variables[0].id == "F1");
    CHECK(compared.variables[0].samples == std::vector<std::string>{"a", "b", "c"});
    CHECK(compared.variables[0].x == std::vector<double>{1, 2, 3});
    CHECK(compared.variables[0].y == std::vector<double>{10, 20, 30});
    CHECK(compared.variables[1].name == "Leu");
    CHECK(compared.variables[1].y == std::vector<double>{40, 50, 60});
    CHECK(compared.only_x == std::vector<std::string>{"F3"});
    CHECK(compared.only_y == std::vector<std::string>{"Z"});
}

TEST_CASE("Compared tables: specimens join where no sample_id does, and their runs count with their mean") {
    const auto x = table({sample("x1", "p1"), sample("x2", "p1"), sample("x3", "p2"), sample("x4", "p3")},
                         {{"A", "", "", {}}}, {1, 3, 5, 7});
    auto y = table({sample("y1", "p3"), sample("y2", "p2"), sample("y3", "p1")}, {{"A", "", "", {}}}, {70, 50, 20});
    const ComparedTables compared = compare_tables(x, y, {}, 1);
    CHECK(compared.by_specimen);
    CHECK(compared.averaged == 1);
    CHECK(compared.variables[0].x == std::vector<double>{2, 5, 7});
    CHECK(compared.variables[0].y == std::vector<double>{20, 50, 70});
}

TEST_CASE("Compared tables: only what was measured or filled is compared") {
    std::vector<Sample> samples;
    for (const char* id : {"a", "b", "c", "d", "e"}) samples.push_back(sample(id, id));
    auto x = table(samples, {{"A", "", "", {}}}, {1, 2, 3, 4, 5});
    const auto y = x;
    x.kinds[1] = CellKind::below_limit;  // an imputation left its number there
    x.kinds[2] = CellKind::filled;
    x.kinds[4] = CellKind::failed;
    const ComparedTables compared = compare_tables(x, y, {}, 1);
    CHECK(compared.variables[0].x == std::vector<double>{1, 3, 4});
    CHECK(compared.variables[0].result.pairs == 3);
    CHECK(compared.variables[0].result.incomplete == 2);
}

TEST_CASE("Compared tables: different units, transformed values and nothing in common are said") {
    const auto x = table({sample("a", "a")}, {{"A", "", "uM", {}}}, {1});
    auto y = table({sample("a", "a")}, {{"A", "", "mM", {}}}, {1});
    const ComparedTables compared = compare_tables(x, y, {}, 1);
    CHECK(compared.variables[0].verdict == ComparisonVerdict::units_differ);
    CHECK(compared.variables[0].other_unit == "mM");
    CHECK(compared.variables[0].x.empty());
    y.scale = ValueScale::log2;
    CHECK_THROWS_WITH(compare_tables(x, y, {}, 1), Catch::Contains("the second table has values on the scale log2"));
    y.scale = ValueScale::linear;
    y.variables[0].id = "B";
    CHECK_THROWS_WITH(compare_tables(x, y, {}, 1), Catch::Contains("no variable in common"));
    y.study.samples[0] = sample("z", "z");
    CHECK_THROWS_WITH(compare_tables(x, y, {}, 1), Catch::Contains("no sample in common"));
}

TEST_CASE("Comparison verdict: each follows from intervals and correlation") {
    MethodComparison c;
    CHECK(comparison_verdict(c) == ComparisonVerdict::too_few_pairs);
    c.pairs = 20;
    CHECK(comparison_verdict(c) == ComparisonVerdict::low_correlation);
    c.pearson.value = 0.899;
    c.passing_bablok_slope = {1.05, 1.01, 1.09};
    c.passing_bablok_intercept = {0.1, -0.1, 0.3};
    CHECK(comparison_verdict(c) == ComparisonVerdict::low_correlation);
    c.pearson.value = 0.9;
    CHECK(comparison_verdict(c) == ComparisonVerdict::proportional);
    c.passing_bablok_intercept.low = 0.05;
    CHECK(comparison_verdict(c) == ComparisonVerdict::both);
    c.passing_bablok_slope.low = 0.99;
    CHECK(comparison_verdict(c) == ComparisonVerdict::constant);
    c.passing_bablok_intercept.low = -0.05;
    CHECK(comparison_verdict(c) == ComparisonVerdict::no_difference);
    c.passing_bablok_slope.low = std::nan("");
    CHECK(comparison_verdict(c) == ComparisonVerdict::too_few_pairs);
}
