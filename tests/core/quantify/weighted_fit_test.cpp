#include "core/quantify/weighted_fit.hpp"

#include "core/base/random.hpp"

#include <catch2/catch.hpp>

#include <array>
#include <cmath>
#include <vector>

using namespace gassan;

namespace {

using Triple = std::array<long double, 3>;

/// The normal equations in long double, solved by Cramer's rule.
Triple by_normal_equations(const std::vector<double>& x, const std::vector<double>& y, const std::vector<double>& w) {
    long double s[5] = {}, t[3] = {};
    for (std::size_t i = 0; i < x.size(); ++i) {
        long double power = w[i];
        for (int k = 0; k < 5; ++k, power *= x[i]) {
            s[k] += power;
            if (k < 3) t[k] += power * y[i];
        }
    }
    const auto det = [](const std::array<Triple, 3>& m) {
        return m[0][0] * (m[1][1] * m[2][2] - m[1][2] * m[2][1]) - m[0][1] * (m[1][0] * m[2][2] - m[1][2] * m[2][0]) +
               m[0][2] * (m[1][0] * m[2][1] - m[1][1] * m[2][0]);
    };
    const std::array<Triple, 3> m{Triple{s[0], s[1], s[2]}, Triple{s[1], s[2], s[3]}, Triple{s[2], s[3], s[4]}};
    Triple b;
    for (std::size_t k = 0; k < 3; ++k) {
        auto replaced = m;
        for (std::size_t row = 0; row < 3; ++row) replaced[row][k] = t[row];
        b[k] = det(replaced) / det(m);
    }
    return b;
}

// NIST Statistical Reference Datasets, Norris (linear) and Pontius (quadratic): calibrations of ozone monitors and of
// load cells, with certified coefficients.
const std::vector<double> norris_y{0.1, 338.8, 118.1, 888.0, 9.2,   228.1, 668.5, 998.5, 449.1, 778.9, 559.2, 0.3,
                                   0.1, 778.1, 668.8, 339.3, 448.9, 10.8,  557.7, 228.3, 998.0, 888.8, 119.6, 0.3,
                                   0.6, 557.6, 339.3, 888.0, 998.5, 778.9, 10.2,  117.6, 228.9, 668.4, 449.2, 0.2};
const std::vector<double> norris_x{0.2, 337.4, 118.2, 884.6, 10.1,  226.5, 666.3, 996.3, 448.6, 777.0, 558.2, 0.4,
                                   0.6, 775.5, 666.9, 338.0, 447.5, 11.6,  556.0, 228.1, 995.8, 887.6, 120.2, 0.3,
                                   0.3, 556.8, 339.1, 887.2, 999.0, 779.0, 11.1,  118.3, 229.2, 669.1, 448.9, 0.5};
const std::vector<double> pontius_y{0.11019, 0.21956, 0.32949, 0.43899, 0.54803, 0.65694, 0.76562, 0.87487,
                                    0.98292, 1.09146, 1.20001, 1.30822, 1.41599, 1.52399, 1.63194, 1.73947,
                                    1.84646, 1.95392, 2.06128, 2.16844, 0.11052, 0.22018, 0.32939, 0.43886,
                                    0.54798, 0.65739, 0.76596, 0.87474, 0.98300, 1.09150, 1.20004, 1.30818,
                                    1.41613, 1.52408, 1.63159, 1.73965, 1.84696, 1.95445, 2.06177, 2.16829};

}  // namespace

TEST_CASE("weighted fit: a line has NIST's certified coefficients and errors", "[weighted_fit]") {
    const auto fit = fit_weighted(norris_x, norris_y, CurveModel::linear, CurveWeight::none);
    REQUIRE(fit);
    CHECK(fit->shape.b[0] == Approx(-0.262323073774029).epsilon(1e-11));
    CHECK(fit->shape.b[1] == Approx(1.00211681802045).epsilon(1e-12));
    CHECK(fit->residual_sd == Approx(0.884796396144373).epsilon(1e-11));
    const std::vector<double> variances(norris_x.size(), fit->residual_sd * fit->residual_sd);
    const auto covariance = fit->covariance(variances);
    CHECK(std::sqrt(covariance[0]) == Approx(0.232818234301152).epsilon(1e-10));
    CHECK(std::sqrt(covariance[4]) == Approx(0.429796848199937e-3).epsilon(1e-10));
    CHECK(covariance[8] == 0.0);
}

TEST_CASE("weighted fit: a parabola has NIST's certified coefficients, x in millions", "[weighted_fit]") {
    std::vector<double> x;
    for (int twice = 0; twice < 2; ++twice)
        for (int i = 1; i <= 20; ++i) x.push_back(150000.0 * i);
    const auto fit = fit_weighted(x, pontius_y, CurveModel::quadratic, CurveWeight::none);
    REQUIRE(fit);
    CHECK(fit->shape.b[0] == Approx(0.673565789473684e-3).epsilon(1e-9));
    CHECK(fit->shape.b[1] == Approx(0.732059160401003e-6).epsilon(1e-10));
    CHECK(fit->shape.b[2] == Approx(-0.316081871345029e-14).epsilon(1e-8));
    CHECK(fit->residual_sd == Approx(0.205177424076185e-3).epsilon(1e-9));
}

TEST_CASE("weighted fit: weights are those of the normal equations", "[weighted_fit]") {
    RandomStream random(11, 900);
    std::vector<double> x, y;
    for (const double level : {0.1, 0.37, 1.4, 5.2, 19.0, 72.0, 268.0, 1000.0}) {
        x.push_back(level);
        y.push_back((0.02 + 0.3 * level - 4e-5 * level * level) * (1.0 + 0.08 * draw_normal(random)));
    }
    for (const CurveWeight weight : {CurveWeight::none, CurveWeight::one_over_x, CurveWeight::one_over_x2}) {
        std::vector<double> w;
        for (const double level : x)
            w.push_back(weight == CurveWeight::none         ? 1.0
                        : weight == CurveWeight::one_over_x ? 1.0 / level
                                                            : 1.0 / level / level);
        const auto fit = fit_weighted(x, y, CurveModel::quadratic, weight);
        REQUIRE(fit);
        const Triple b = by_normal_equations(x, y, w);
        for (std::size_t k = 0; k < 3; ++k) CHECK(fit->shape.b[k] == Approx(double(b[k])).epsilon(1e-8));
    }
    const auto factor = fit_weighted(x, y, CurveModel::through_zero, CurveWeight::one_over_x2);
    REQUIRE(factor);
    double mean = 0.0;  // with 1/x^2 the slope is the mean of the factors
    for (std::size_t i = 0; i < x.size(); ++i) mean += y[i] / x[i] / double(x.size());
    CHECK(factor->shape.b[1] == Approx(mean).epsilon(1e-12));
    CHECK(factor->shape.b[0] == 0.0);
}

TEST_CASE("weighted fit: too few levels for the model are no fit", "[weighted_fit]") {
    const std::vector<double> x{5.0, 5.0, 5.0}, y{1.0, 1.1, 0.9};
    CHECK_FALSE(fit_weighted(x, y, CurveModel::linear, CurveWeight::none));
    CHECK(fit_weighted(x, y, CurveModel::single_point, CurveWeight::none));
    const std::vector<double> two{5.0, 7.0};
    CHECK_FALSE(fit_weighted(two, two, CurveModel::quadratic, CurveWeight::none));
}

TEST_CASE("curve shape: the inverse of a bent curve is the root in range, and a tangent's beyond", "[weighted_fit]") {
    CurveShape shape{{0.5, 2.0, -0.01}, 1.0, 60.0};
    for (const double x : {1.0, 7.3, 59.0, 60.0}) {
        CAPTURE(x);
        CHECK(shape.at(x) == Approx(0.5 + 2.0 * x - 0.01 * x * x).epsilon(1e-13));
        CHECK(shape.inverse(0.5 + 2.0 * x - 0.01 * x * x) == Approx(x).epsilon(1e-12));
    }
    // At 60 the response is 84.5 and the slope 0.8; the vertex, at 100, would allow no response above 100.5.
    CHECK(shape.inverse(84.5 + 0.8 * 50.0) == Approx(110.0));
    CHECK(shape.inverse(2.49 - 1.98 * 3.0) == Approx(-2.0));
    for (const double x : {-2.0, 30.0, 90.0}) {
        double by_gradient = 0.0;
        for (std::size_t k = 0; k < 3; ++k) by_gradient += shape.gradient(x)[k] * shape.b[k];
        CHECK(by_gradient == Approx(shape.at(x)).epsilon(1e-13));
        CHECK((shape.at(x + 1e-5) - shape.at(x - 1e-5)) / 2e-5 == Approx(shape.slope(x)).epsilon(1e-6));
    }
    CHECK(std::isnan(CurveShape{{1.0, -2.0, 0.0}, 1.0, 2.0}.inverse(3.0)));
}
