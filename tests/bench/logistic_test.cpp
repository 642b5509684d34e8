#include "bench/logistic.hpp"

#include "core/base/random.hpp"

#include <catch2/catch.hpp>

#include <cmath>

using namespace gassan;
using namespace gassan::bench;
using Catch::Matchers::WithinAbs;

TEST_CASE("logistic: weights that made the examples are found again", "[logistic]") {
    RandomStream dice(7, 1);
    std::vector<Example> examples;
    for (int i = 0; i < 40000; ++i) {
        const double x = dice.uniform(-2.0, 2.0), y = dice.uniform(0.0, 1.0);
        const double p = 1.0 / (1.0 + std::exp(-(0.5 + 1.5 * x - 2.0 * y)));
        examples.push_back({.terms = {1.0, x, y}, .real = dice.uniform() < p});
    }
    const auto weights = learn_logistic(examples);
    REQUIRE(weights.size() == 3);
    CHECK_THAT(weights[0], WithinAbs(0.5, 0.1));
    CHECK_THAT(weights[1], WithinAbs(1.5, 0.1));
    CHECK_THAT(weights[2], WithinAbs(-2.0, 0.15));
}

TEST_CASE("logistic: a term that parts all examples keeps a finite weight", "[logistic]") {
    const std::vector<Example> examples{
        {{1.0, -1.0}, false}, {{1.0, -2.0}, false}, {{1.0, 1.0}, true}, {{1.0, 2.0}, true}};
    const auto weights = learn_logistic(examples);
    CHECK(std::isfinite(weights[1]));
    CHECK(weights[1] > 0.5);
}

TEST_CASE("reliability: bins, Brier score and calibration error, worked by hand", "[logistic]") {
    const std::vector<Example> examples{{{1.0}, true}, {{1.0}, false}, {{1.0}, true}, {{1.0}, true}};
    const std::vector<double> probabilities{0.85, 0.85, 0.95, 1.0};
    const Reliability result = reliability(probabilities, examples);
    CHECK(result.bins[8].examples == 2);
    CHECK_THAT(result.bins[8].predicted, WithinAbs(0.85, 1e-12));
    CHECK_THAT(result.bins[8].observed, WithinAbs(0.5, 1e-12));
    CHECK(result.bins[9].examples == 2);  // 1 belongs to the last bin
    CHECK_THAT(result.brier, WithinAbs((0.0225 + 0.7225 + 0.0025) / 4.0, 1e-12));
    CHECK_THAT(result.ece, WithinAbs((0.7 + 0.05) / 4.0, 1e-12));
}
