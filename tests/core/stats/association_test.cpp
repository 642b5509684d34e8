#include "core/stats/association.hpp"

#include <catch2/catch.hpp>

#include <cmath>
#include <cstddef>
#include <vector>

using namespace gassan;

namespace {

double pearson(const std::vector<double>& x, const std::vector<double>& y) {
    const double n = double(x.size());
    double sx = 0, sy = 0, sxx = 0, syy = 0, sxy = 0;
    for (std::size_t i = 0; i < x.size(); ++i)
        sx += x[i], sy += y[i], sxx += x[i] * x[i], syy += y[i] * y[i], sxy += x[i] * y[i];
    return (n * sxy - sx * sy) / std::sqrt((n * sxx - sx * sx) * (n * syy - sy * sy));
}

}  // namespace

TEST_CASE("association: order with two groups is the correlation with a 0/1 variable", "[stats]") {
    const std::vector<double> order{1, 2, 3, 5, 8, 13, 14};
    const std::vector<std::size_t> group{0, 0, 1, 0, 1, 1, 1};
    const std::vector<double> as_numbers(group.begin(), group.end());
    CHECK(order_association(order, group) == Approx(std::abs(pearson(order, as_numbers))));
    CHECK(order_association(order, std::vector<std::size_t>(7, 0)) == 0.0);
}

TEST_CASE("association: many groups in turn do not seem to go with order", "[stats]") {
    std::vector<double> order;
    std::vector<std::size_t> in_turn, in_blocks;
    for (std::size_t i = 0; i < 40; ++i) {
        order.push_back(double(i));
        in_turn.push_back(i % 10);
        in_blocks.push_back(i / 4);
    }
    CHECK(order_association(order, in_turn) == 0.0);
    CHECK(order_association(order, in_blocks) > 0.9);
}

TEST_CASE("association: the association of batch and group is 1 where they are one, 0 where each is everywhere",
          "[stats]") {
    const std::vector<std::size_t> batch{0, 0, 0, 0, 1, 1, 1, 1, 1, 1};
    CHECK(cramers_v(batch, batch) == Approx(1.0));
    CHECK(cramers_v(batch, std::vector<std::size_t>{0, 1, 0, 1, 0, 1, 0, 1, 0, 1}) == Approx(0.0));
    // 3 1 / 1 5: phi^2 = 9/16 + 1/24 + 1/24 + 25/36 - 1 = 0.340278; less 1/9; over 2 - 1/9 - 1
    const std::vector<std::size_t> mixed{0, 0, 0, 1, 0, 1, 1, 1, 1, 1};
    CHECK(cramers_v(batch, mixed) == Approx(std::sqrt((0.3402778 - 1.0 / 9.0) / (8.0 / 9.0))).epsilon(1e-6));
}
