#include "bench/accuracy_table.hpp"

#include <catch2/catch.hpp>

#include <algorithm>
#include <vector>

using namespace gassan::bench;
using Catch::Matchers::Contains;

namespace {

AccuracyRow good_row() {
    AccuracyRow row{.who = "gassan", .set = Set::hard, .run = Score{}, .study = StudyScore{}};
    row.run->recall = 0.95;  // just on its bar
    row.run->recall_low = 0.9;
    row.run->precision = 0.99;
    row.run->area_error = 0.01;
    row.run->area_scale = 1.02;
    row.study->one_group = 0.93;
    row.study->complete_pure = 0.86;
    row.study->row_precision = 0.95;
    row.study->within_30 = 0.94;
    row.study->filled_absent = 0.02;
    return row;
}

}  // namespace

TEST_CASE("accuracy_table: every bar of the set is held or missed on its own side", "[accuracy_table]") {
    CHECK(missed_bars(good_row()) == 0);
    AccuracyRow row = good_row();
    row.run->recall = 0.9499;
    CHECK(missed_bars(row) == 1);
    row.run->area_error = 0.021;
    row.run->area_scale = 0.979;
    row.study->filled_absent = 0.021;
    CHECK(missed_bars(row) == 4);
    row.set = Set::tiny;
    CHECK(missed_bars(row) == 0);  // no bars are set for it
}

TEST_CASE("accuracy_table: easy asks for more than hard", "[accuracy_table]") {
    AccuracyRow row = good_row();
    row.set = Set::easy;
    CHECK(missed_bars(row) == 7);  // area error, precision and scale hold
}

TEST_CASE("accuracy_table: ours has its bars and verdicts below it, others have figures alone", "[accuracy_table]") {
    AccuracyRow ours = good_row(), theirs = good_row();
    ours.run->recall = 0.9;
    theirs.who = "OpenMS";
    const std::string text = accuracy_table(std::vector{ours, theirs});
    CHECK_THAT(text, Contains(">= 0.950") && Contains("1 +-0.02") && Contains("missed") && Contains("held"));
    CHECK(std::count(text.begin(), text.end(), '\n') == 5);
}
