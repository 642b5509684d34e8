#include "core/peak/quick_math.hpp"

#include <catch2/catch.hpp>

#include <cmath>
#include <numbers>

using namespace gassan;
using Catch::Matchers::WithinRel;

TEST_CASE("quick_exp: is e^x from -700 to 700, and held there beyond", "[quick_math]") {
    for (double x = -700.0; x <= 700.0; x += 0.0917) CHECK_THAT(quick_exp(x), WithinRel(std::exp(x), 1e-12));
    CHECK(quick_exp(0.0) == 1.0);
    CHECK_THAT(quick_exp(-1e9), WithinRel(std::exp(-700.0), 1e-12));
    CHECK_THAT(quick_exp(1e9), WithinRel(std::exp(700.0), 1e-12));
}

TEST_CASE("quick_mills: is the tail over the density, by erfc and, where that underflows, by its continued fraction",
          "[quick_math]") {
    for (double w = 0.0; w < 8.0; w += 0.0131) {
        const double tail = 0.5 * std::erfc(w / std::numbers::sqrt2);
        const double density = std::exp(-0.5 * w * w) * std::numbers::inv_sqrtpi / std::numbers::sqrt2;
        CHECK_THAT(quick_mills(w), WithinRel(tail / density, 1e-9));
    }
    for (double w = 8.0; w < 1e6; w *= 1.07) {
        double below = w;
        for (int k = 60; k > 0; --k) below = w + k / below;
        CHECK_THAT(quick_mills(w), WithinRel(1.0 / below, 1e-9));
    }
}
