/// \file
/// The scoring of studies on tables small enough to be scored by hand.

#include "bench/study_scoring.hpp"
#include "bench/synthetic.hpp"

#include <catch2/catch.hpp>

#include <algorithm>
#include <cmath>
#include <map>
#include <set>

using namespace gassan;
using namespace gassan::bench;
using Catch::Matchers::WithinAbs;

namespace {

constexpr std::size_t run_count = 5;

Truth peak(std::size_t ion, double mz, double apex_s, double area = 1000, bool counts = true) {
    return {mz, apex_s, area, area / 5, true, counts, ion};
}

std::optional<FoundCell> at(double mz, double apex_s, double area = 1000, bool measured = true) {
    return FoundCell{{mz, apex_s, area}, measured};
}

/// Two compounds 30 s apart at one m/z, one at another, in all five runs; the clocks of the runs differ by 10 s.
std::vector<std::vector<Truth>> three_compounds() {
    std::vector<std::vector<Truth>> truth(run_count);
    for (std::size_t run = 0; run < run_count; ++run) {
        const double late = 10.0 * double(run);
        truth[run] = {peak(7, 200, 300 + late), peak(8, 200, 330 + late), peak(9, 300, 500 + late)};
    }
    return truth;
}

/// The table that says exactly that.
std::vector<FoundRow> right_rows() {
    std::vector<FoundRow> rows(3, FoundRow(run_count));
    const auto truth = three_compounds();
    for (std::size_t run = 0; run < run_count; ++run)
        for (std::size_t k = 0; k < 3; ++k)
            rows[k][run] = at(truth[run][k].mz, truth[run][k].apex_s, truth[run][k].area);
    return rows;
}

}  // namespace

TEST_CASE("study_scoring: the right table has all figures at their best", "[study_scoring]") {
    const StudyScore score = score_study(right_rows(), three_compounds());
    CHECK(score.rows == 3);
    CHECK(score.compounds == 3);
    for (const double one : {score.one_group, score.complete_pure, score.pair_recall, score.pair_precision,
                             score.row_recall, score.row_precision, score.filled, score.within_30})
        CHECK(one == 1.0);
    CHECK(std::isnan(score.filled_absent));  // nothing is absent
}

TEST_CASE("study_scoring: a compound in two rows is not one group, and its pairs across rows are lost",
          "[study_scoring]") {
    auto rows = right_rows();
    rows.emplace_back(run_count);
    for (const std::size_t run : {0u, 1u}) std::swap(rows[3][run], rows[2][run]);
    const StudyScore score = score_study(rows, three_compounds());
    CHECK_THAT(score.one_group, WithinAbs(2.0 / 3, 1e-12));
    CHECK_THAT(score.complete_pure, WithinAbs(2.0 / 3, 1e-12));
    CHECK_THAT(score.pair_recall, WithinAbs((10.0 + 10 + 3 + 1) / 30, 1e-12));
    CHECK(score.pair_precision == 1.0);
    CHECK(score.row_recall == 1.0);
    CHECK_THAT(score.row_precision, WithinAbs(3.0 / 4, 1e-12));  // the second row of the compound is one too many
    CHECK_THAT(score.filled, WithinAbs(13.0 / 15, 1e-12));       // of the larger row alone
}

TEST_CASE("study_scoring: isomers that change places in one run spoil the purity of both", "[study_scoring]") {
    auto rows = right_rows();
    std::swap(rows[0][2], rows[1][2]);
    const StudyScore score = score_study(rows, three_compounds());
    CHECK_THAT(score.one_group, WithinAbs(1.0 / 3, 1e-12));
    CHECK_THAT(score.complete_pure, WithinAbs(1.0 / 3, 1e-12));
    CHECK_THAT(score.pair_recall, WithinAbs((6.0 + 6 + 10) / 30, 1e-12));
    CHECK_THAT(score.pair_precision, WithinAbs((6.0 + 6 + 10) / 30, 1e-12));
    CHECK(score.row_recall == 1.0);
    CHECK(score.within_30 == 1.0);  // areas of the two are alike here
}

TEST_CASE("study_scoring: one group is complete from 80 % of the compound's runs on", "[study_scoring]") {
    auto rows = right_rows();
    rows[2][0].reset();  // 4 of 5
    CHECK(score_study(rows, three_compounds()).complete_pure == 1.0);
    rows[2][1].reset();  // 3 of 5
    const StudyScore score = score_study(rows, three_compounds());
    CHECK(score.one_group == 1.0);
    CHECK_THAT(score.complete_pure, WithinAbs(2.0 / 3, 1e-12));
    CHECK_THAT(score.filled, WithinAbs(13.0 / 15, 1e-12));
    // Where the compound is in four runs alone, three of four are too few, and four of four are all.
    auto truth = three_compounds();
    truth[0].pop_back();
    CHECK_THAT(score_study(rows, truth).complete_pure, WithinAbs(2.0 / 3, 1e-12));
    rows[2][1] = at(300, 510);
    CHECK(score_study(rows, truth).complete_pure == 1.0);
}

TEST_CASE("study_scoring: a peak without a truth makes its row impure, a row of such no row of an ion",
          "[study_scoring]") {
    auto rows = right_rows();
    rows[2][4]->found.apex_s += 5.5;  // farther than 5 s from the truth
    rows.push_back(FoundRow(run_count));
    rows[3][0] = at(400, 100);
    const StudyScore score = score_study(rows, three_compounds());
    CHECK(score.one_group == 1.0);
    CHECK_THAT(score.complete_pure, WithinAbs(2.0 / 3, 1e-12));
    CHECK_THAT(score.row_precision, WithinAbs(3.0 / 4, 1e-12));
    CHECK(score.pair_precision == 1.0);
    rows[2][4]->found.apex_s -= 1.0;
    CHECK(score_study(rows, three_compounds()).complete_pure == 1.0);
}

TEST_CASE("study_scoring: peaks that no row holds count against their compound", "[study_scoring]") {
    auto rows = right_rows();
    std::vector<std::vector<Found>> lone(run_count);
    lone[3].push_back(rows[2][3]->found);
    rows[2][3].reset();
    const StudyScore without = score_study(rows, three_compounds());
    CHECK(without.one_group == 1.0);
    CHECK(without.pair_recall == 1.0);
    const StudyScore score = score_study(rows, three_compounds(), lone);
    CHECK_THAT(score.one_group, WithinAbs(2.0 / 3, 1e-12));
    CHECK_THAT(score.pair_recall, WithinAbs(26.0 / 30, 1e-12));
}

TEST_CASE("study_scoring: filled cells count for the matrix and not for the groups", "[study_scoring]") {
    auto rows = right_rows();
    rows[2][1] = at(300, 510, 1000, false);
    rows[2][2] = at(300, 520, 1500, false);
    auto truth = three_compounds();
    truth[4].pop_back();  // absent from run 4, where the row holds something all the same
    rows[2][4]->measured = false;
    const StudyScore score = score_study(rows, truth);
    CHECK_THAT(score.complete_pure, WithinAbs(2.0 / 3, 1e-12));  // measured in 2 of 4 runs
    CHECK(score.one_group == 1.0);
    CHECK(score.filled == 1.0);
    CHECK_THAT(score.within_30, WithinAbs(13.0 / 14, 1e-12));
    CHECK(score.filled_absent == 1.0);
    rows[2][4].reset();
    CHECK(score_study(rows, truth).filled_absent == 0.0);
}

TEST_CASE("study_scoring: areas count within 30 % on both sides, without a scale", "[study_scoring]") {
    auto rows = right_rows();
    const double areas[]{690, 710, 1000, 1290, 1310};
    for (std::size_t run = 0; run < run_count; ++run) rows[0][run]->found.area = areas[run];
    CHECK_THAT(score_study(rows, three_compounds()).within_30, WithinAbs(13.0 / 15, 1e-12));
}

TEST_CASE("study_scoring: weak compounds and isotopes are asked for only where that is meant", "[study_scoring]") {
    auto truth = three_compounds();
    for (std::size_t run = 0; run < run_count; ++run) {
        truth[run][2].counts = run < 2;                // strong in two of five runs
        truth[run].push_back(peak(10, 301, 500, 10));  // never found
        truth[run].back().monoisotopic = false;
        truth[run].back().counts = false;
    }
    CHECK(score_study(right_rows(), truth).compounds == 2);
    CHECK(score_study(right_rows(), truth, {}, Asked::all).compounds == 3);
    truth[2][2].counts = true;
    CHECK(score_study(right_rows(), truth).compounds == 3);
}

TEST_CASE("study_scoring: rows of a feature table hold what is measured or filled", "[study_scoring]") {
    FeatureTable table;
    table.features.resize(1);
    table.runs.resize(4);
    table.cells.resize(4);
    table.cell(0, 0) = {.kind = CellKind::measured, .mz = 200.001, .mt_s = 310, .area = 5};
    table.cell(0, 1) = {.kind = CellKind::filled, .mz = 200.002, .mt_s = 320, .area = 6};
    table.cell(0, 2) = {.kind = CellKind::below_limit, .mz = 200, .mt_s = 330, .limit = 7};
    table.cell(0, 3) = {.kind = CellKind::failed};
    const auto rows = found_rows(table);
    REQUIRE(rows.size() == 1);
    REQUIRE(rows[0][0]);
    CHECK(rows[0][0]->measured);
    CHECK(rows[0][0]->found.apex_s == 310);
    REQUIRE(rows[0][1]);
    CHECK_FALSE(rows[0][1]->measured);
    CHECK(rows[0][1]->found.area == 6);
    CHECK_FALSE(rows[0][2]);
    CHECK_FALSE(rows[0][3]);
}

// ---- the sets ---------------------------------------------------------------------------------------------------

TEST_CASE("synthetic: runs of a study have clocks, jitter, amounts and absences as stated", "[synthetic]") {
    struct Row {
        Set set;
        double drift, jitter, absent;
        std::size_t pairs;
    };
    const auto row = GENERATE(Row{Set::easy, 0.10, 0.001, 0.10, 80}, Row{Set::hard, 0.15, 0.004, 0.25, 240});
    constexpr std::uint32_t runs = 4;
    std::vector<std::map<std::size_t, Truth>> truth(runs);
    for (std::uint32_t run = 0; run < runs; ++run)
        for (const Truth& one : make_study_run(row.set, 33, run).truth)
            if (one.monoisotopic) truth[run][one.ion] = one;
    std::set<std::size_t> all;
    std::set<double> mz;
    double present = 0;
    for (const auto& run : truth) {
        present += double(run.size());
        for (const auto& [ion, one] : run) {
            all.insert(ion);
            mz.insert(one.mz);
        }
    }
    // Every pair has one m/z for two; a few partners come after the end of the run.
    CHECK(all.size() - mz.size() <= row.pairs);
    CHECK(double(all.size() - mz.size()) > 0.85 * double(row.pairs));
    // Some compounds come after the end of the run and are in none.
    CHECK_THAT(present / double(runs * all.size()), WithinAbs(1 - row.absent, 0.05));
    // 1/t' against 1/t of run 0 is a line up to the jitter of both runs.
    for (std::uint32_t run = 1; run < runs; ++run) {
        double n = 0, sx = 0, sy = 0, sxx = 0, sxy = 0;
        for (const auto& [ion, one] : truth[run]) {
            const auto first = truth[0].find(ion);
            if (first == truth[0].end()) continue;
            const double x = 1 / first->second.apex_s, y = 1 / one.apex_s;
            ++n, sx += x, sy += y, sxx += x * x, sxy += x * y;
            CHECK(std::abs(first->second.apex_s / one.apex_s - 1) < 2.3 * row.drift + 10 * row.jitter);
        }
        const double slope = (n * sxy - sx * sy) / (n * sxx - sx * sx), offset = (sy - slope * sx) / n;
        std::vector<double> relative;
        for (const auto& [ion, one] : truth[run])
            if (const auto first = truth[0].find(ion); first != truth[0].end())
                relative.push_back(std::abs(one.apex_s * (slope / first->second.apex_s + offset) - 1));
        std::nth_element(relative.begin(), relative.begin() + std::ptrdiff_t(relative.size() / 2), relative.end());
        const double sd = relative[relative.size() / 2] / 0.6745;
        CAPTURE(run, slope, offset, sd);
        CHECK(std::abs(slope - 1) > 1e-4);  // the clocks do differ
        CHECK_THAT(sd, WithinAbs(row.jitter * std::sqrt(2.0), 0.4 * row.jitter + 2e-4));
    }
}

TEST_CASE("synthetic: a run alone is what it was before there were studies of it", "[synthetic]") {
    // Seeds are addresses: figures of earlier versions stay comparable.
    const TrueRun alone = make_run(Set::easy, 101);
    CHECK(alone.truth.size() == 1426);
    CHECK(alone.run.mz.size() == 2296366);
    CHECK(make_run(Set::easy, 101, 3).truth.size() == alone.truth.size());
    CHECK(make_study_run(Set::easy, 101, 0).truth.size() != 0);
}
