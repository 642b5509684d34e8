#include "core/stats/combat.hpp"

#include "core/base/error.hpp"
#include "core/stats/batch_effect.hpp"

#include <catch2/catch.hpp>

#include <cmath>
#include <limits>

using namespace gassan;

namespace {

/// A scatter that looks random and is the same everywhere.
double wobble(std::size_t v, std::size_t i) {
    return std::sin(double(v * 97 + i * 31) * 1.7) + 0.5 * std::cos(double(v * 13 + i * 57) * 2.3);
}

struct Made {
    std::vector<double> values;
    std::vector<std::string> batch_cells, group;
    Labels batches;
};

/// Batches of 8, 12 and 20 samples shifted by 0, 1.5 and -0.7; a group of its own effect in each.
Made made_study(std::size_t variables) {
    Made made;
    for (std::size_t i = 0; i < 40; ++i) {
        made.batch_cells.push_back(i < 8 ? "B1" : i < 20 ? "B2" : "B3");
        made.group.push_back(i % 3 == 0 ? "case" : "control");
    }
    made.batches = labels_of(made.batch_cells);
    const double shifts[] = {0.0, 1.5, -0.7}, widths[] = {0.3, 0.6, 0.3};
    for (std::size_t v = 0; v < variables; ++v)
        for (std::size_t i = 0; i < 40; ++i)
            made.values.push_back(10.0 + double(v) + shifts[made.batches.of[i]] +
                                  widths[made.batches.of[i]] * wobble(v, i) + (made.group[i] == "case" ? 1.0 : 0.0));
    return made;
}

double mean_of(const Made& made, std::span<const double> row, std::size_t batch, const std::string& group) {
    double sum = 0.0, count = 0.0;
    for (std::size_t i = 0; i < row.size(); ++i)
        if (made.batches.of[i] == batch && made.group[i] == group) {
            sum += row[i];
            count += 1.0;
        }
    return sum / count;
}

}  // namespace

TEST_CASE("ComBat brings batches to one level and keeps what a covariate does") {
    const Made made = made_study(30);
    const std::vector<DesignColumn> group = design_columns("group", made.group);
    const Combat done = combat(made.values, made.batches, group, {});
    double off = 0.0, effect = 0.0;
    for (std::size_t v = 0; v < 30; ++v) {
        const std::span<const double> row(done.values.data() + v * 40, 40);
        CHECK(done.reasons[v].empty());
        for (std::size_t b = 1; b < 3; ++b)
            off += std::fabs(mean_of(made, row, b, "control") - mean_of(made, row, 0, "control")) / 60.0;
        for (std::size_t b = 0; b < 3; ++b)
            effect += (mean_of(made, row, b, "case") - mean_of(made, row, b, "control")) / 90.0;
    }
    CHECK(off < 0.2);  // was 1.1
    CHECK(effect == Approx(1.0).margin(0.05));
}

TEST_CASE("ComBat refuses a covariate that goes with batch, and says which") {
    const Made made = made_study(5);
    std::vector<std::string> visit;
    for (const std::string& batch : made.batch_cells) visit.push_back(batch == "B1" ? "first" : "second");
    CHECK_THROWS_WITH(combat(made.values, made.batches, design_columns("visit", visit), {}),
                      Catch::Contains("covariate visitsecond goes with batch"));
    std::vector<DesignColumn> twice = design_columns("group", made.group);
    twice.push_back(twice.front());
    twice.back().name = "again";
    CHECK_THROWS_WITH(combat(made.values, made.batches, twice, {}), Catch::Contains("told by batch and the other"));
}

TEST_CASE("ComBat leaves a variable that is constant in a batch as it is, and the others as if it were not there") {
    Made made = made_study(10);
    for (std::size_t i = 8; i < 20; ++i) made.values[3 * 40 + i] = 7.0;
    const Combat done = combat(made.values, made.batches, {}, {});
    CHECK(done.reasons[3] == "constant in batch B2");
    for (std::size_t i = 0; i < 40; ++i) CHECK(done.values[3 * 40 + i] == made.values[3 * 40 + i]);
    std::vector<double> others = made.values;
    others.erase(others.begin() + 3 * 40, others.begin() + 4 * 40);
    const Combat without = combat(others, made.batches, {}, {});
    CHECK(without.values[3 * 40 + 5] == Approx(done.values[4 * 40 + 5]).epsilon(1e-14));
}

TEST_CASE("ComBat with a batch of one sample brings levels alone") {
    Made made = made_study(12);
    std::vector<std::string> cells = made.batch_cells;
    cells.back() = "alone";
    const Combat done = combat(made.values, labels_of(cells), {}, {});
    CHECK(done.mean_only);
    CHECK(done.single == std::vector<std::string>{"alone"});
    // Only shifted: differences inside a batch are what they were.
    CHECK(done.values[20] - done.values[21] == Approx(made.values[20] - made.values[21]).margin(1e-12));
}

TEST_CASE("ComBat does not touch the batch of reference, and moves others onto it") {
    const Made made = made_study(20);
    const Combat done = combat(made.values, made.batches, {}, {.reference = 1});
    double off = 0.0;
    for (std::size_t v = 0; v < 20; ++v) {
        for (std::size_t i = 8; i < 20; ++i) CHECK(done.values[v * 40 + i] == made.values[v * 40 + i]);
        const std::span<const double> row(done.values.data() + v * 40, 40);
        off += (mean_of(made, row, 2, "control") - mean_of(made, row, 1, "control")) / 20.0;
    }
    CHECK(std::fabs(off) < 0.2);
}

TEST_CASE("ComBat gives the same bytes on any number of threads, and moves limits as values") {
    const Made made = made_study(25);
    const Combat one = combat(made.values, made.batches, {}, {}, 1, made.values);
    const Combat four = combat(made.values, made.batches, {}, {}, 4);
    CHECK(one.values == four.values);
    CHECK(one.along == one.values);
}

TEST_CASE("ComBat says which variable has no value in a batch") {
    Made made = made_study(6);
    for (std::size_t i = 0; i < 8; ++i) made.values[2 * 40 + i] = std::numeric_limits<double>::quiet_NaN();
    const Combat done = combat(made.values, made.batches, design_columns("group", made.group), {});
    CHECK(done.reasons[2] == "no value in batch B1");
    CHECK(done.reasons[1].empty());
}

TEST_CASE("a covariate that is not known for a sample is refused with its row") {
    CHECK_THROWS_WITH(design_columns("age", std::vector<std::string>{"31", "NA", "40"}),
                      "covariate age is not known for 1 of 3 samples (first: row 2)");
}

TEST_CASE("removing batches leaves equal levels, about the plain mean of the batches") {
    // Two batches, 1 and 3 samples: levels 10 and 20, mean of levels 15.
    const std::vector<std::string> cells{"a", "b", "b", "b"};
    const std::vector<double> values{10.0, 19.0, 20.0, 21.0};
    const BatchesRemoved removed = remove_batches(values, labels_of(cells), {});
    CHECK(removed.values[0] == Approx(15.0));
    CHECK(removed.values[1] == Approx(14.0));
    CHECK(removed.values[3] == Approx(16.0));
}

TEST_CASE("the one-way test of batches is t squared for two of them") {
    const std::vector<std::string> cells{"a", "a", "a", "b", "b"};
    const std::vector<double> values{1.0, 2.0, 3.0, 5.0, 6.0};
    const BatchTest test = test_batches(values, labels_of(cells));
    // t = (5.5 - 2) / sqrt(2.5 / 3 * (1/3 + 1/2)), on 3 degrees of freedom; p by its closed form.
    const double t = 3.5 / std::sqrt(2.5 / 3.0 * (1.0 / 3.0 + 0.5));
    CHECK(test.f == Approx(t * t));
    const double theta = std::atan(t / std::sqrt(3.0));
    const double p = 1.0 - 2.0 / std::acos(-1.0) * (theta + std::sin(theta) * std::cos(theta));
    CHECK(test.p == Approx(p).epsilon(1e-10));
}

TEST_CASE("the ratio of QC medians is unknown where a batch has no QC") {
    const std::vector<std::string> cells{"a", "a", "b", "b", "c"};
    const std::vector<double> values{10.0, 30.0, 20.0, 60.0, 5.0};
    const std::vector<double> ratio = qc_median_ratio(values, {true, false, true, false, false}, labels_of(cells));
    CHECK(ratio[1] == Approx(45.0));  // all QCs: median 15; of a: 10
    CHECK(ratio[3] == Approx(45.0));
    CHECK(std::isnan(ratio[4]));
}
