#include "core/peak/shapes.hpp"

#include <catch2/catch.hpp>

#include <cmath>

using namespace gassan;
using Catch::Matchers::WithinAbs;
using Catch::Matchers::WithinRel;

namespace {

/// Simpson's rule with n intervals (even).
template <class Function>
double integral(Function&& f, double a, double b, int n) {
    double sum = f(a) + f(b);
    for (int i = 1; i < n; ++i) sum += (i % 2 == 1 ? 4.0 : 2.0) * f(a + (b - a) * i / n);
    return sum * (b - a) / n / 3.0;
}

/// The classical form as printed in the literature (1 + erf written as erfc, for its digits), good where nothing
/// overflows.
double printed_hvl(double z, double d) {
    const double phi = std::exp(-0.5 * z * z) / std::sqrt(2.0 * M_PI);
    return phi / d / (1.0 / (std::exp(d) - 1.0) + 0.5 * std::erfc(-z / std::sqrt(2.0)));
}

}  // namespace

// ---- known answers ---------------------------------------------------------------------------------------------

TEST_CASE("shapes: HVL peaks have the tabulated apex, height, width and asymmetry", "[shapes]") {
    struct Row {
        double d, apex, height, fwhm, tailing, asymmetry, mean, sd;
    };
    const auto row =
        GENERATE(Row{0, 0, 0.3989, 2.355, 1.00, 1.00, 0, 1}, Row{1, -0.398, 0.3975, 2.363, 1.087, 1.175, -0.281, 1.006},
                 Row{2, -0.786, 0.3932, 2.388, 1.186, 1.373, -0.555, 1.024},
                 Row{5, -1.851, 0.3701, 2.537, 1.532, 2.069, -1.294, 1.123},
                 Row{8, -2.743, 0.3429, 2.747, 1.909, 2.834, -1.900, 1.250},
                 Row{12, -3.730, 0.3108, 3.048, 2.417, 3.869, -2.560, 1.418},
                 Row{20, -5.289, 0.2645, 3.619, 3.405, 5.887, -3.596, 1.714},
                 Row{30, -6.821, 0.2274, 4.246, 4.589, 8.308, -4.610, 2.026},
                 Row{50, -9.207, 0.1841, 5.292, 6.836, 12.90, -6.192, 2.532});
    // Scaled and shifted, so that a forgotten sigma shows.
    const HvlShape shape{500.0, 2.0, row.d};
    const auto peak = hvl_measures(shape);
    CAPTURE(row.d);
    CHECK_THAT((peak.apex_s - 500.0) / 2.0, WithinAbs(row.apex, 6e-4));
    CHECK_THAT(peak.height_per_s * 2.0, WithinAbs(row.height, 6e-5));
    CHECK_THAT(peak.fwhm_s / 2.0, WithinAbs(row.fwhm, 6e-4));
    CHECK_THAT(peak.tailing, WithinRel(row.tailing, 6e-4));
    CHECK_THAT(peak.asymmetry, WithinRel(row.asymmetry, 6e-4));
    const auto moment = [&](int power) {
        return integral([&](double z) { return std::pow(z, power) * hvl_density({0, 1, row.d}, z); }, -30, 15, 20000);
    };
    CHECK_THAT(moment(1), WithinAbs(row.mean, 6e-4));
    CHECK_THAT(std::sqrt(moment(2) - moment(1) * moment(1)), WithinAbs(row.sd, 6e-4));
}

TEST_CASE("shapes: the HVL density equals the printed form where that can be computed", "[shapes]") {
    const double d = GENERATE(-30.0, -3.0, -0.01, 0.01, 0.5, 7.0, 60.0);
    for (double z = -6.0; z <= 4.0; z += 0.37) {
        CAPTURE(d, z);
        const double printed = d > 0 ? printed_hvl(z, d) : printed_hvl(-z, -d);
        CHECK_THAT(hvl_density({0, 1, d}, z), WithinRel(printed, 1e-10));
    }
}

TEST_CASE("shapes: an EMG is the convolution of its Gaussian and its exponential", "[shapes]") {
    const EmgShape shape{100.0, 2.0, GENERATE(0.2, 1.0, 6.0)};
    for (double t = 92.0; t < 125.0; t += 2.3) {
        const auto part = [&](double u) {
            return std::exp(-u / shape.tau_s) / shape.tau_s * gauss_density(shape.centre_s, shape.sigma_s, t - u);
        };
        CAPTURE(shape.tau_s, t);
        CHECK_THAT(emg_density(shape, t), WithinRel(integral(part, 0.0, 60.0 * shape.tau_s + 40.0, 40000), 1e-6));
        const double area = integral([&](double x) { return emg_density(shape, x); }, 80.0, t, 4000);
        CHECK_THAT(emg_cdf(shape, t), WithinAbs(area, 1e-9));
    }
}

// ---- laws --------------------------------------------------------------------------------------------------------

TEST_CASE("shapes: the HVL distribution is the integral of its density", "[shapes][property]") {
    const double d = GENERATE(-80.0, -5.0, -1e-10, 0.0, 1e-7, 0.3, 12.0, 80.0);
    const HvlShape shape{300.0, 1.7, d};
    const double begin = 300.0 - 1.7 * 40.0;
    for (const double z : {-12.0, -9.0, -5.0, -1.0, 0.0, 0.5, 3.0, 9.0, 12.0}) {
        const double t = 300.0 + 1.7 * z;
        CAPTURE(d, z);
        CHECK_THAT(hvl_cdf(shape, t),
                   WithinAbs(integral([&](double x) { return hvl_density(shape, x); }, begin, t, 40000), 1e-9));
    }
}

TEST_CASE("shapes: the HVL distribution on a raster is that of its times one by one", "[shapes][property]") {
    const double d = GENERATE(-900.0, -3.0, -1e-10, 0.0, 1e-7, 0.3, 80.0, 700.0);
    const HvlShape shape{600.0, 3.0, d};
    const auto raster = hvl_cdf(shape, 400.0, 0.7, 500);
    REQUIRE(raster.size() == 500);
    CHECK(raster.back() == 1.0);
    for (std::size_t i = 0; i < raster.size(); ++i)
        CHECK_THAT(raster[i], WithinAbs(hvl_cdf(shape, 400.0 + 0.7 * double(i)), 1e-15));
}

TEST_CASE("shapes: HVL quantile and distribution undo each other", "[shapes][property]") {
    const double d = GENERATE(-900.0, -80.0, -2.0, 0.0, 1e-8, 1e-3, 1.0, 30.0, 700.0, 2000.0);
    const HvlShape shape{600.0, 3.0, d};
    for (const double p : {1e-6, 0.01, 0.3, 0.5, 0.9, 0.999, 1.0 - 1e-6}) {
        CAPTURE(d, p);
        CHECK_THAT(hvl_cdf(shape, hvl_quantile(shape, p)), WithinAbs(p, 1e-11 + 1e-9 * std::fabs(d) / 700));
    }
}

TEST_CASE("shapes: the mirrored distortion gives the mirrored peak", "[shapes][property]") {
    const double d = GENERATE(1e-8, 0.7, 15.0, 300.0, 5000.0);
    for (double z = -40.0; z <= 40.0; z += 1.3) {
        CHECK(hvl_density({0, 1, d}, z) == hvl_density({0, 1, -d}, -z));
        CHECK_THAT(hvl_cdf({0, 1, d}, z) + hvl_cdf({0, 1, -d}, -z), WithinAbs(1.0, 1e-15));
    }
    const auto right = hvl_measures({10, 1, d}), left = hvl_measures({10, 1, -d});
    CHECK_THAT(right.apex_s - 10.0, WithinAbs(10.0 - left.apex_s, 1e-12));
    CHECK_THAT(right.asymmetry * left.asymmetry, WithinRel(1.0, 1e-9));
}

TEST_CASE("shapes: a small distortion joins the Gaussian without a step", "[shapes][edge]") {
    for (double z = -4.0; z <= 4.0; z += 0.5)
        CHECK_THAT(hvl_density({0, 1, 1.1e-9}, z), WithinRel(hvl_density({0, 1, 0.9e-9}, z), 1e-8));
}

TEST_CASE("shapes: the logarithm of the normal distribution keeps its precision in the tail", "[shapes][edge]") {
    // Abramowitz & Stegun 26.2.12 with 5 terms is exact to 1e-9 at z = -40 (first omitted term 945 / z^10).
    const double z2 = 1600.0;
    const double series = 1 - 1 / z2 + 3 / (z2 * z2) - 15 / (z2 * z2 * z2) + 105 / (z2 * z2 * z2 * z2);
    const double expected = -0.5 * z2 - 0.5 * std::log(2.0 * M_PI) - std::log(40.0) + std::log(series);
    CHECK_THAT(log_normal_cdf(-40.0), WithinRel(expected, 1e-12));
    CHECK_THAT(log_normal_cdf(-3.0), WithinRel(std::log(0.0013498980316300946), 1e-13));
    CHECK_THAT(log_normal_cdf(-5.0 - 1e-9), WithinRel(log_normal_cdf(-5.0 + 1e-9), 1e-8));
    CHECK_THAT(normal_quantile_of_log(log_normal_cdf(-37.5)), WithinRel(-37.5, 1e-12));
    CHECK_THAT(normal_quantile_of_log(log_normal_cdf(-400.0)), WithinRel(-400.0, 1e-12));
}

TEST_CASE("shapes: an EMG with a vanishing tail is its Gaussian, with a long one its exponential", "[shapes][edge]") {
    for (double z = -4.0; z <= 4.0; z += 0.5)
        CHECK_THAT(emg_density({0, 1, 1e-5}, z), WithinRel(gauss_density(0, 1, z), 1e-4));
    CHECK_THAT(emg_density({0, 0.01, 5.0}, 20.0), WithinRel(std::exp(-4.0) / 5.0, 1e-4));
    CHECK(std::isfinite(emg_density({0, 1, 0.001}, 50.0)));
    CHECK(std::isfinite(emg_density({0, 1, 1e6}, 5e6)));
}
