#include "io/report/doubt.hpp"

#include "io/report/study_report.hpp"
#include "tests/io/report/drawn_study.hpp"

#include <catch2/catch.hpp>

#include <cmath>
#include <set>
#include <utility>
#include <vector>

using namespace gassan;
using namespace gassan::test;
using Catch::Matchers::WithinAbs;

namespace {

/// One sure feature in eight runs: four of a group, two of another, a QC, and one that the sheet does not know.
DrawnStudy sure_study() {
    auto made = drawn_study({{Polarity::positive, 8, 3, false}});
    for (std::size_t i = 0; i < 8; ++i) made.study.samples[i].group = i < 4 ? "a" : "b";
    made.study.samples[6].type = SampleType::qc;
    auto& table = made.result.tables[0];
    table.runs[7].sample_id = "unknown";
    for (auto& feature : table.features) feature.quality = 1.0, feature.place_sd = 0.0;
    for (auto& cell : table.cells) cell.kind = CellKind::measured;
    return made;
}

report::Doubt first_doubt(const DrawnStudy& made) {
    return report::doubts(made.study, made.result.tables[0]).at(0);
}

}  // namespace

TEST_CASE("doubt: a sure feature has none", "[report]") {
    const auto made = sure_study();
    for (const auto& doubt : report::doubts(made.study, made.result.tables[0])) CHECK(doubt.score() == 0.0);
}

TEST_CASE("doubt: quality counts as far as it lacks, wholly where it is unknown", "[report]") {
    auto made = sure_study();
    made.result.tables[0].features[0].quality = 0.3;
    CHECK_THAT(first_doubt(made).quality, WithinAbs(0.7, 1e-12));
    made.result.tables[0].features[0].quality = no_value;
    CHECK(first_doubt(made).quality == 1.0);
}

TEST_CASE("doubt: places count from the frame's scatter up to four times of it", "[report]") {
    auto made = sure_study();
    auto& feature = made.result.tables[0].features[0];
    // On 10000/s - 10 at 403 s: slope -10000/400^2 = -1/16 per s; a scatter of 0.1 % of 403 s is 0.0251875.
    feature.mt_s = 403.0;
    made.result.tables[0].frame.relative_sd = 0.001;
    const std::pair<double, double> cases[] = {
        {0.0251875, 0.0}, {2.5 * 0.0251875, 0.5}, {4 * 0.0251875, 1.0}, {9.0, 1.0}, {no_value, 0.0}};
    for (const auto& [place_sd, doubt] : cases) {
        feature.place_sd = place_sd;
        CHECK_THAT(first_doubt(made).scatter, WithinAbs(doubt, 1e-9));
    }
}

TEST_CASE("doubt: a group found in half counts most, small groups and runs that do not tell not at all", "[report]") {
    auto made = sure_study();
    auto& table = made.result.tables[0];
    table.cell(0, 0).kind = CellKind::below_limit;
    CHECK_THAT(first_doubt(made).split, WithinAbs(4 * 0.75 * 0.25, 1e-12));  // 3 of 4
    table.cell(0, 1).kind = CellKind::filled;
    CHECK_THAT(first_doubt(made).split, WithinAbs(1.0, 1e-12));  // 2 of 4
    table.cell(0, 2).kind = CellKind::not_measured;
    CHECK(first_doubt(made).split == 0.0);  // 1 of 3: too few
    auto other = sure_study();
    other.result.tables[0].cell(0, 4).kind = CellKind::below_limit;  // 1 of 2
    CHECK(first_doubt(other).split == 0.0);
}

TEST_CASE("doubt: filled cells count over those with a number", "[report]") {
    auto made = sure_study();
    auto& table = made.result.tables[0];
    table.cell(0, 6).kind = table.cell(0, 7).kind = CellKind::filled;
    table.cell(0, 5).kind = CellKind::below_limit;
    CHECK_THAT(first_doubt(made).filled, WithinAbs(2.0 / 7.0, 1e-12));
}

TEST_CASE("doubt: a neighbour of the same m/z found in one run only counts", "[report]") {
    auto made = sure_study();
    auto& table = made.result.tables[0];
    auto& feature = table.features[0];
    auto& other = table.features[2];
    for (std::size_t r = 1; r < 8; ++r) table.cell(2, r).kind = CellKind::below_limit;
    table.frame.mz_sd_ppm = 2.0;  // 8 ppm
    feature.fwhm_s = 4.0, other.fwhm_s = 5.0;
    const auto doubt = [&](double ppm, double apart_s) {
        other.mz = feature.mz * (1.0 + ppm * 1e-6);
        other.mt_s = feature.mt_s + apart_s;
        return first_doubt(made).neighbour;
    };
    CHECK(doubt(7.9, 9.9) == 1.0);
    CHECK(doubt(-7.9, -9.9) == 1.0);
    CHECK(doubt(8.2, 9.9) == 0.0);
    CHECK(doubt(7.9, 10.1) == 0.0);
    table.cell(2, 1).kind = CellKind::measured;  // found in two
    CHECK(doubt(7.9, 9.9) == 0.0);
}

TEST_CASE("doubt: the report shows the strongest of each table, then the most doubtful of the others", "[report]") {
    const auto made = drawn_study({{Polarity::positive, 7, 30}, {Polarity::negative, 5, 4, false}});
    const auto shown = features_to_show(made.study, made.result, 5, 6);
    REQUIRE(shown.size() == 5 + 6 + 4);
    const auto scores = report::doubts(made.study, made.result.tables[0]);
    std::set<std::size_t> taken;
    double before = HUGE_VAL;
    for (std::size_t i = 0; i < 11; ++i) {
        CHECK(shown[i].table == 0);
        CHECK(shown[i].doubtful == (i >= 5));
        CHECK(taken.insert(shown[i].feature).second);
        if (i < 5) continue;
        CHECK(scores[shown[i].feature].score() <= before);
        before = scores[shown[i].feature].score();
    }
    for (std::size_t f = 0; f < 30; ++f)
        if (taken.count(f) == 0) CHECK(scores[f].score() <= before);
    for (std::size_t i = 11; i < 15; ++i) CHECK((shown[i].table == 1 && !shown[i].doubtful));
}
