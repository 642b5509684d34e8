#include "core/annotate/learn_standards.hpp"

#include "tests/support/feature_rows.hpp"

#include <catch2/catch.hpp>

using namespace gassan;
using gassan::test::FeatureRows;

namespace {

const std::vector<SampleType> design{SampleType::blank,    SampleType::standard, SampleType::standard,
                                     SampleType::standard, SampleType::standard, SampleType::sample};

FeatureRows with_levels() {
    FeatureRows rows(design);
    const double levels[] = {1, 10, 100, 1000};
    for (std::size_t i = 0; i < 4; ++i) rows.study.samples[i + 1].level = levels[i];
    return rows;
}

StandardAnswer answer_of(const std::vector<double>& areas) {
    FeatureRows rows = with_levels();
    rows.add(118.0863, 21.0, areas);
    return standard_answer(rows.table, 0, levels_of("valine", rows.table, rows.study, {}),
                           blanks_of(rows.table, rows.study));
}

}  // namespace

TEST_CASE("standards: a level of the sheet is that of every compound", "[annotate]") {
    const FeatureRows rows = with_levels();
    const Levels levels = levels_of("valine", rows.table, rows.study, {});
    CHECK(std::isnan(levels[0]));
    CHECK(levels[3] == 100.0);
    CHECK(std::isnan(levels[5]));
}

TEST_CASE("standards: what the table of standards leaves out of a standard is not in it", "[annotate]") {
    const FeatureRows rows = with_levels();
    const std::vector<StandardLevel> told{{"run2", "valine", 7.0, "uM"}, {"run3", "leucine", 5.0, "uM"}};
    const Levels levels = levels_of("valine", rows.table, rows.study, told);
    CHECK(levels[1] == 7.0);
    CHECK(std::isnan(levels[2]));
    CHECK(levels[3] == 100.0);  // the sheet's, of a standard the table does not speak of
}

TEST_CASE("standards: a feature that goes as the level rises", "[annotate]") {
    const StandardAnswer answer = answer_of({0, 20, 200, 2000, 20000, 500});
    CHECK(answer.judged);
    CHECK(answer.rises);
    CHECK(answer.slope == Approx(1.0));
    CHECK(answer.rank == Approx(1.0));
}

TEST_CASE("standards: one that stays, falls, or is as much in the blank does not", "[annotate]") {
    CHECK_FALSE(answer_of({0, 500, 480, 510, 505, 500}).rises);
    CHECK_FALSE(answer_of({0, 20000, 2000, 200, 20, 500}).rises);
    CHECK_FALSE(answer_of({15000, 20, 200, 2000, 20000, 500}).rises);
    CHECK_FALSE(answer_of({0, 900, 20, 2000, 300, 500}).rises);
}

TEST_CASE("standards: a weak compound in the highest one alone says nothing", "[annotate]") {
    CHECK_FALSE(answer_of({0, 0, 0, 0, 800, 0}).judged);
}

TEST_CASE("standards: a feature that the highest one lacks is judged, and is none of it", "[annotate]") {
    const StandardAnswer answer = answer_of({0, 0, 0, 0, 0, 4000});
    CHECK(answer.judged);
    CHECK_FALSE(answer.rises);
}
