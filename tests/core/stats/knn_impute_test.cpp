#include "core/stats/knn_impute.hpp"

#include "core/base/error.hpp"

#include <catch2/catch.hpp>

#include <limits>

using namespace gassan;

namespace {
const double gap = std::numeric_limits<double>::quiet_NaN();
}

TEST_CASE("a gap becomes the mean of the rows that are nearest over common columns") {
    const std::vector<double> values{
        1.0, 2.0, gap, 4.0,  //
        1.1, 2.1, 3.0, 4.1,  // near
        0.9, 1.9, 5.0, 3.9,  // near
        9.0, 9.0, 9.0, 9.0,  // far
    };
    const KnnFilled filled = knn_impute(values, 4, {.neighbours = 2});
    CHECK(filled.values[2] == Approx(4.0));
    CHECK(filled.values[0] == 1.0);
    CHECK(filled.by_mean.empty());
}

TEST_CASE("distance is per common column, so that a neighbour with gaps is not nearer for them") {
    const std::vector<double> values{
        0.0, 0.0, 0.0, gap,  //
        1.5, gap, gap, 7.0,  // 2.25 over one column
        1.0, 1.0, 1.0, 3.0,  // 1 over three; their sum, 3, would be more
    };
    CHECK(knn_impute(values, 4, {.neighbours = 1}).values[3] == Approx(3.0));
}

TEST_CASE("a neighbour without a value there is left out, and without any the mean stands in") {
    const std::vector<double> values{
        1.0, 2.0, gap,  //
        1.0, 2.0, gap,  // nearest, but it knows no better
        5.0, 6.0, 8.0,  //
        7.0, 8.0, 4.0,  //
    };
    CHECK(knn_impute(values, 3, {.neighbours = 2}).values[2] == Approx(8.0));
    const KnnFilled lonely = knn_impute(values, 3, {.neighbours = 1});
    CHECK(lonely.values[2] == Approx(6.0));
    CHECK(lonely.by_mean == std::vector<std::size_t>{2, 5});
}

TEST_CASE("rows with too many gaps get column means and are nobody's neighbour") {
    const std::vector<double> values{
        gap, gap, 1.0,  //
        1.0, gap, 1.0,  //
        2.0, 6.0, 2.0,  //
        4.0, 8.0, 9.0,  //
    };
    const KnnFilled filled = knn_impute(values, 3, {.neighbours = 1, .max_row_share = 0.5});
    CHECK(filled.by_column == std::vector<std::size_t>{0});
    CHECK(filled.values[0] == Approx(7.0 / 3.0));
    CHECK(filled.values[4] == Approx(6.0));
}

TEST_CASE("a column with more gaps than allowed stops the filling, by its number") {
    const std::vector<double> values{1.0, gap, 2.0, gap, 3.0, 4.0};
    CHECK_THROWS_WITH(knn_impute(values, 2, {.max_column_share = 0.5}), Catch::Contains("column 2 misses 2 of 3"));
}

TEST_CASE("neighbours fill the same on any number of threads") {
    std::vector<double> values;
    for (int i = 0; i < 600; ++i) values.push_back(i % 7 == 3 ? gap : double((i * 37) % 101));
    const KnnFilled one = knn_impute(values, 20, {.neighbours = 3}, 1),
                    three = knn_impute(values, 20, {.neighbours = 3}, 3);
    CHECK(one.values == three.values);
}
