#include "core/stats/pca.hpp"

#include "core/base/error.hpp"
#include "core/base/random.hpp"
#include "core/stats/moments.hpp"

#include <catch2/catch.hpp>

#include <cmath>
#include <vector>

using namespace gassan;

namespace {

/// Variables x samples: two directions and noise.
std::vector<double> made(std::size_t variables, std::size_t samples) {
    std::vector<double> values;
    for (std::size_t v = 0; v < variables; ++v)
        for (std::size_t s = 0; s < samples; ++s) {
            const double a = std::sin(double(s) * 1.7), b = std::cos(double(s * s) * 0.9);
            values.push_back(10.0 + 3.0 * a * std::cos(double(v)) + b * std::sin(2.0 * double(v)) +
                             0.3 * std::sin(double(v * 31 + s * 17 + v * s)));
        }
    return values;
}

double cell(const std::vector<double>& rows, std::size_t columns, std::size_t row, std::size_t column) {
    return rows[row * columns + column];
}

}  // namespace

TEST_CASE("PCA: two variables by hand, unscaled") {
    // Covariance [[2, 1], [1, 2]] of these points: eigenvalues 3 and 1, directions (1, 1) and (1, -1).
    const double u = std::sqrt(3.0), w = 1.0;
    std::vector<double> x, y;
    for (const auto& [a, b] : std::vector<std::pair<double, double>>{{u, w}, {-u, w}, {u, -w}, {-u, -w}}) {
        x.push_back(5.0 + (a + b) * std::sqrt(0.375));
        y.push_back(-2.0 + (a - b) * std::sqrt(0.375));
    }
    x.insert(x.end(), y.begin(), y.end());
    const Pca model = pca(x, 4, {1, PcaScaling::none, 0.05});
    CHECK(model.center[0] == Approx(5.0));
    CHECK(model.center[1] == Approx(-2.0));
    CHECK(model.eigenvalues[0] == Approx(3.0));
    CHECK(model.eigenvalues[1] == Approx(1.0));
    CHECK(model.r2x[0] == Approx(0.75));
    CHECK(model.loadings[0] == Approx(std::sqrt(0.5)));
    CHECK(model.loadings[1] == Approx(std::sqrt(0.5)));
    CHECK(model.scores[0] == Approx(u * std::sqrt(0.75)));
    CHECK(model.t2[0] == Approx(0.75));
    CHECK(model.q[0] == Approx(0.75));
    CHECK(std::isnan(model.ellipse[0]));
}

TEST_CASE("PCA: laws of scores and loadings, of many variables and of many samples") {
    const auto [variables, samples] = GENERATE(std::pair{40, 12}, std::pair{7, 60}, std::pair{15, 15});
    const std::size_t k = std::size_t(variables), n = std::size_t(samples), a = 4;
    const auto values = made(k, n);
    const Pca model = pca(values, n, {a, PcaScaling::autoscale, 0.05});
    CHECK(model.eigenvalues.size() == std::min(k, n));
    double sum = 0.0, residual = 0.0;
    for (const double value : model.eigenvalues) sum += value;
    CHECK(sum == Approx(double(k)).epsilon(1e-12));
    for (std::size_t c = 0; c < a; ++c) {
        std::vector<double> scores, loadings;
        double largest = 0.0;
        for (std::size_t s = 0; s < n; ++s) scores.push_back(cell(model.scores, a, s, c));
        for (std::size_t v = 0; v < k; ++v) loadings.push_back(cell(model.loadings, a, v, c));
        for (const double loading : loadings) largest = std::abs(loading) > std::abs(largest) ? loading : largest;
        CHECK(largest > 0.0);
        CHECK(variance(scores) == Approx(model.eigenvalues[c]).epsilon(1e-10));
        for (std::size_t other = 0; other <= c; ++other) {
            double dot = 0.0;
            for (std::size_t v = 0; v < k; ++v) dot += loadings[v] * cell(model.loadings, a, v, other);
            CHECK(dot == Approx(other == c ? 1.0 : 0.0).margin(1e-12));
        }
    }
    // What the components do not explain is what the samples keep beside them.
    for (std::size_t c = a; c < model.eigenvalues.size(); ++c) residual += model.eigenvalues[c];
    double q = 0.0;
    for (const double value : model.q) q += value;
    CHECK(q == Approx(residual * double(n - 1)).epsilon(1e-10));
}

TEST_CASE("PCA: a small eigenvalue keeps its digits beside a large one") {
    std::vector<double> values;
    for (const double size : {1e6, 1.0, 1e-4})
        for (int s = 0; s < 8; ++s) {
            const int bit = size > 1.0 ? s & 1 : size == 1.0 ? s & 2 : s & 4;
            values.push_back(bit ? size : -size);
        }
    const Pca model = pca(values, 8, {1, PcaScaling::none, 0.05});
    CHECK(model.eigenvalues[0] == Approx(1e12 * 8.0 / 7.0).epsilon(1e-12));
    CHECK(model.eigenvalues[1] == Approx(8.0 / 7.0).epsilon(1e-9));
    CHECK(model.eigenvalues[2] == Approx(1e-8 * 8.0 / 7.0).epsilon(1e-6));
}

TEST_CASE("PCA: constant variables are left out and named, whatever their size") {
    auto values = made(5, 10);
    for (std::size_t s = 0; s < 10; ++s) values[2 * 10 + s] = 0.1 * 3.0 + (s == 4 ? 1e-14 : 0.0);
    const Pca model = pca(values, 10, {2, PcaScaling::autoscale, 0.05});
    CHECK(model.constant == std::vector<std::size_t>{2});
    CHECK(model.used == std::vector<std::size_t>{0, 1, 3, 4});
    CHECK(model.loadings.size() == 8);
}

TEST_CASE("PCA: pareto divides by the root of the standard deviation") {
    const auto values = made(6, 20);
    const Pca model = pca(values, 20, {2, PcaScaling::pareto, 0.05});
    double sum = 0.0, sds = 0.0;
    for (const double value : model.eigenvalues) sum += value;
    for (std::size_t v = 0; v < 6; ++v) sds += standard_deviation(std::span(values).subspan(v * 20, 20));
    CHECK(sum == Approx(sds).epsilon(1e-12));
}

TEST_CASE("PCA: the limits hold the share of samples that they promise") {
    // Independent normal values, 200 samples: of the beta limit (exact) 5 % lie outside.
    std::vector<double> values;
    RandomStream random(11, 1);
    for (int i = 0; i < 20 * 200; ++i) values.push_back(draw_normal(random));
    const Pca model = pca(values, 200, {3, PcaScaling::autoscale, 0.05});
    int far = 0, beside = 0;
    for (const double t2 : model.t2) far += t2 > model.limits.t2_beta_train;
    for (const double q : model.q) beside += q > model.limits.q_jackson_mudholkar;
    CHECK(far >= 3);
    CHECK(far <= 18);
    CHECK(beside >= 3);
    CHECK(beside <= 18);
    CHECK(model.limits.t2_beta_train < model.limits.t2_f_train);
    CHECK(model.limits.t2_f_train < model.limits.t2_f_new);
}

TEST_CASE("PCA: gaps, too few samples, too few variables and too few directions are refused, and say why") {
    auto values = made(4, 6);
    CHECK_THROWS_WITH(pca(values, 6, {6, PcaScaling::autoscale, 0.05}), Catch::Contains("6 components need more than"));
    CHECK_THROWS_WITH(pca(values, 6, {5, PcaScaling::autoscale, 0.05}), Catch::Contains("variables that vary, not 4"));
    CHECK_THROWS_AS(pca(values, 6, {0, PcaScaling::autoscale, 0.05}), ParameterError);
    CHECK_THROWS_AS(pca(values, 6, {2, PcaScaling::autoscale, 1.0}), ParameterError);
    for (std::size_t s = 0; s < 6; ++s)
        for (std::size_t v = 1; v < 4; ++v) values[v * 6 + s] = double(v) * values[s];
    CHECK_THROWS_WITH(pca(values, 6, {2, PcaScaling::autoscale, 0.05}), Catch::Contains("do not vary in 2 directions"));
    values[3] = std::nan("");
    CHECK_THROWS_WITH(pca(values, 6, {1, PcaScaling::autoscale, 0.05}), Catch::Contains("1 of 24 hold none"));
}
