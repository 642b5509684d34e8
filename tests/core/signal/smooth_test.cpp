#include "core/signal/smooth.hpp"

#include "core/base/random.hpp"

#include <catch2/catch.hpp>

#include <cmath>

using namespace gassan;
using Catch::Matchers::WithinAbs;
using Catch::Matchers::WithinRel;

namespace {

/// Half-widths that grow along the run as the width law's do.
std::vector<std::uint16_t> growing(std::size_t count) {
    std::vector<std::uint16_t> half(count);
    for (std::size_t i = 0; i < count; ++i) half[i] = std::uint16_t(i / 20);
    return half;
}

}  // namespace

TEST_CASE("smooth: constants and lines pass, also where the width changes and at both ends", "[smooth]") {
    const auto half = GENERATE(std::vector<std::uint16_t>(101, 0), std::vector<std::uint16_t>(101, 4), growing(101));
    std::vector<double> constant(101, 7.25), line(101);
    for (std::size_t i = 0; i < line.size(); ++i) line[i] = 3.0 - 0.5 * double(i);
    const auto flat = smooth(constant, half), straight = smooth(line, half);
    for (std::size_t i = 0; i < line.size(); ++i) {
        CAPTURE(i);
        CHECK_THAT(flat[i], WithinAbs(7.25, 1e-12));
        CHECK_THAT(straight[i], WithinAbs(line[i], 1e-11));
    }
}

TEST_CASE("smooth: an impulse becomes the triangle, worked by hand", "[smooth]") {
    std::vector<double> impulse(11, 0.0);
    impulse[4] = 9.0;
    CHECK(smooth(impulse, std::vector<std::uint16_t>(11, 0)) ==
          std::vector<double>{0, 0, 0, 2.25, 4.5, 2.25, 0, 0, 0, 0, 0});
    const auto triangle = smooth(impulse, std::vector<std::uint16_t>(11, 1));  // (1 1 1)/3 twice
    const std::vector<double> by_hand{0, 0, 1, 2, 3, 2, 1, 0, 0, 0, 0};
    for (std::size_t i = 0; i < by_hand.size(); ++i) CHECK_THAT(triangle[i], WithinAbs(by_hand[i], 1e-12));
}

TEST_CASE("smooth_gain: is the factor by which the variance of white noise falls", "[smooth]") {
    const auto half = std::uint16_t(GENERATE(0, 1, 2, 5, 20));
    constexpr std::size_t count = 200000;
    RandomStream random(3, 1, 0, half);
    std::vector<double> noise(count);
    double before = 0.0, after = 0.0;
    for (double& value : noise) before += std::pow(value = draw_normal(random), 2);
    for (const double value : smooth(noise, std::vector<std::uint16_t>(count, half))) after += value * value;
    // Neighbouring values are no longer independent: about count / (2 half + 1) of them are.
    CAPTURE(half);
    CHECK_THAT(before / after, WithinRel(smooth_gain(half), 5.0 * std::sqrt(2.0 * (2.0 * half + 1.0) / count)));
}

TEST_CASE("smooth: nothing, one and two points come back", "[smooth][edge]") {
    CHECK(smooth({}, {}).empty());
    CHECK(smooth(std::vector<double>{4}, std::vector<std::uint16_t>{9}) == std::vector<double>{4});
    CHECK(smooth(std::vector<double>{4, 6}, std::vector<std::uint16_t>{9, 0}) == std::vector<double>{4, 6});
}
