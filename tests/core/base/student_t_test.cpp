#include "core/base/student_t.hpp"

#include "core/base/random.hpp"

#include <catch2/catch.hpp>

#include <cmath>
#include <limits>

using namespace gassan;

namespace {

constexpr double pi = 3.14159265358979323846;

/// P(T <= t) by Simpson's rule over the density, from the middle on.
double integrated(double t, double dof) {
    const double scale = std::exp(std::lgamma(0.5 * (dof + 1.0)) - std::lgamma(0.5 * dof)) / std::sqrt(dof * pi);
    const auto density = [&](double x) { return scale * std::pow(1.0 + x * x / dof, -0.5 * (dof + 1.0)); };
    const int steps = 20000;
    double sum = density(0.0) + density(t);
    for (int i = 1; i < steps; ++i) sum += (i % 2 ? 4.0 : 2.0) * density(t * i / steps);
    return 0.5 + sum * t / (3.0 * steps);
}

}  // namespace

TEST_CASE("student_t: quantiles are those of the printed table", "[student_t]") {
    const auto quantile = [](double p, double dof) { return Approx(student_t_quantile(p, dof)).margin(6e-5); };
    CHECK(12.7062 == quantile(0.975, 1));
    CHECK(4.3027 == quantile(0.975, 2));
    CHECK(2.5706 == quantile(0.975, 5));
    CHECK(2.2281 == quantile(0.975, 10));
    CHECK(2.0423 == quantile(0.975, 30));
    CHECK(4.0321 == quantile(0.995, 5));
    CHECK(1.8946 == quantile(0.95, 7));
    CHECK(1.959964 == Approx(student_t_quantile(0.975, std::numeric_limits<double>::infinity())).epsilon(1e-7));
}

TEST_CASE("student_t: one and two degrees of freedom have closed forms, in both tails", "[student_t]") {
    for (const double p : {1e-6, 0.01, 0.3, 0.5, 0.77, 0.999}) {
        CAPTURE(p);
        CHECK(student_t_quantile(p, 1.0) == Approx(std::tan(pi * (p - 0.5))).margin(1e-12).epsilon(1e-9));
        CHECK(student_t_quantile(p, 2.0) ==
              Approx((2.0 * p - 1.0) / std::sqrt(2.0 * p * (1.0 - p))).margin(1e-12).epsilon(1e-9));
    }
}

TEST_CASE("student_t: the distribution is the integral of its density, degrees of freedom not whole", "[student_t]") {
    for (const double dof : {0.8, 3.7, 41.3})
        for (const double t : {0.2, 1.7, 4.4}) {
            CAPTURE(dof, t);
            CHECK(student_t_cdf(t, dof) == Approx(integrated(t, dof)).epsilon(1e-9));
            CHECK(student_t_cdf(-t, dof) == Approx(1.0 - integrated(t, dof)).epsilon(1e-8));
            CHECK(student_t_cdf(student_t_quantile(0.83, dof), dof) == Approx(0.83).epsilon(1e-12));
        }
}

TEST_CASE("digamma and trigamma: have their known values and obey their recurrence", "[student_t]") {
    CHECK(digamma(1.0) == Approx(-0.57721566490153286).epsilon(1e-12));
    CHECK(digamma(0.5) == Approx(-1.96351002602142348).epsilon(1e-12));
    CHECK(trigamma(1.0) == Approx(pi * pi / 6.0).epsilon(1e-12));
    CHECK(trigamma(0.5) == Approx(pi * pi / 2.0).epsilon(1e-12));
    for (const double x : {0.3, 4.5, 30.0}) {
        CHECK(digamma(x + 1.0) == Approx(digamma(x) + 1.0 / x).epsilon(1e-12));
        CHECK(trigamma(x + 1.0) == Approx(trigamma(x) - 1.0 / (x * x)).epsilon(1e-11));
    }
}
