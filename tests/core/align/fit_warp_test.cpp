#include "core/align/fit_warp.hpp"

#include "core/base/random.hpp"
#include "core/base/robust.hpp"

#include <catch2/catch.hpp>

#include <algorithm>
#include <cmath>
#include <vector>

using namespace gassan;

namespace {

/// A capillary under voltage, moved ion by ion: the oracle knows no warp.
struct Capillary {
    double length_mm = 800, voltage_kv = 30, ramp_s = 18, eof_tu = 16, drift_tu_per_s = 0, field = 1, trigger_s = 0;

    /// When an ion arrives, by steps of 20 ms through the field with the flow of that moment.
    [[nodiscard]] double arrival_s(double mobility_tu) const {
        constexpr double step_s = 0.02;
        double way_mm = 0;
        for (double t = 0; t < 6000; t += step_s) {
            const double middle = t + 0.5 * step_s;
            const double kv_per_mm = voltage_kv / length_mm * std::min(1.0, middle / ramp_s);
            const double speed = field * kv_per_mm * (mobility_tu + eof_tu + drift_tu_per_s * middle);
            if (way_mm + speed * step_s >= length_mm) return t + (length_mm - way_mm) / speed + trigger_s;
            way_mm += speed * step_s;
        }
        return 1e9;
    }
};

WarpPrior usual_prior(const Capillary& nominal) {
    const double a = nominal.length_mm * nominal.length_mm / nominal.voltage_kv;
    const double flow = std::abs(nominal.eof_tu);
    return {{a, -nominal.eof_tu, 0, 0.5 * nominal.ramp_s}, 0.1 * std::abs(a), 0.15 * flow, 0.02 * flow / 1000};
}

Capillary drawn(Capillary nominal, std::uint32_t run) {
    RandomStream dice(7, 1, run);
    nominal.drift_tu_per_s = nominal.eof_tu * 0.03 / 1000 * draw_normal(dice);
    nominal.eof_tu *= 1 + 0.04 * draw_normal(dice);
    nominal.field *= 1 + 0.015 * draw_normal(dice);
    nominal.ramp_s += 2 * draw_normal(dice);
    nominal.trigger_s = draw_normal(dice);
    return nominal;
}

/// Median over runs of the worst analyte's error in seconds, with anchors read to 0.3 s.
double worst_error_s(const Capillary& nominal, const std::vector<double>& anchors_tu,
                     const std::vector<double>& analytes_tu, int runs) {
    std::vector<double> worst;
    for (int run = 0; run < runs; ++run) {
        const Capillary capillary = drawn(nominal, std::uint32_t(run));
        RandomStream dice(9, 2, std::uint32_t(run));
        std::vector<WarpPoint> points;
        for (const double mobility : anchors_tu)
            points.push_back({capillary.arrival_s(mobility) + 0.3 * draw_normal(dice), mobility, 0.3});
        const WarpPrior prior = usual_prior(nominal);
        const WarpFit fit = fit_warp(points, prior, prior.centre);
        double error = 0;
        for (const double mobility : analytes_tu)
            error = std::max(error, std::abs(fit.warp.time_s(mobility) - capillary.arrival_s(mobility)));
        worst.push_back(error);
    }
    return median(worst);
}

std::vector<double> spread(double low, double high, int count) {
    std::vector<double> values;
    for (int i = 0; i < count; ++i) values.push_back(low + (high - low) * i / (count - 1));
    return values;
}

}  // namespace

TEST_CASE("A warp and its inverse give the time back, in all three geometries") {
    for (const Warp& warp : {Warp{21333, -16, 1.6e-4, 9}, Warp{21333, -62, -6e-4, 9}, Warp{-21333, 45, 4e-4, 9}})
        for (const double time_s : {150.0, 400.0, 900.0, 1700.0}) {
            CAPTURE(warp.a, warp.b, time_s);
            CHECK(warp.time_s(warp.place(time_s)) == Approx(time_s).epsilon(1e-10));
            const double slope = (warp.place(time_s + 0.01) - warp.place(time_s - 0.01)) / 0.02;
            CHECK(warp.slope(time_s) == Approx(slope).epsilon(1e-5));
        }
    CHECK(std::isnan(Warp{21333, -16, 0, 9}.place(9)));
    CHECK(std::isnan(Warp{21333, -16, 0, 9}.time_s(-20)));  // swept back: it never arrives
}

TEST_CASE("Eight anchors lay a run onto its mobilities within 1.5 s for the worst analyte, in all three geometries") {
    // Published simulation of this model with anchors of 0.3 s: 0.86 s (cations), 0.80 s (anions against the flow).
    const Capillary cation{}, silica{.eof_tu = 62}, coated{.voltage_kv = -30, .eof_tu = -45};
    CHECK(worst_error_s(cation, spread(0, 60, 8), spread(2, 58, 12), 15) < 1.5);
    CHECK(worst_error_s(silica, spread(-49, -20, 8), spread(-48, -21, 12), 15) < 1.5);
    CHECK(worst_error_s(coated, spread(-60, -10, 8), spread(-58, -12, 12), 15) < 1.5);
}

TEST_CASE("Three anchors are held by the prior where free parameters would follow their noise") {
    const Capillary cation{};
    const std::vector<double> anchors{10, 20, 38}, analytes = spread(0, 60, 12);
    const double with_prior = worst_error_s(cation, anchors, analytes, 15);
    CHECK(with_prior < 8);
    double worst_free = 0;
    for (int run = 0; run < 15; ++run) {
        const Capillary capillary = drawn(cation, std::uint32_t(run));
        RandomStream dice(9, 2, std::uint32_t(run));
        std::vector<WarpPoint> points;
        for (const double mobility : anchors)
            points.push_back({capillary.arrival_s(mobility) + 0.3 * draw_normal(dice), mobility, 0.3});
        WarpPrior loose = usual_prior(cation);
        loose.a_sd *= 1e3;
        loose.b_sd *= 1e3;
        loose.c_sd *= 1e3;
        const Warp free = fit_warp(points, loose, loose.centre).warp;
        for (const double mobility : analytes)
            worst_free = std::max(worst_free, std::abs(free.time_s(mobility) - capillary.arrival_s(mobility)));
    }
    CHECK(worst_free > 2 * with_prior);
}

TEST_CASE("Forty wrong pairs of a hundred do not move the warp") {
    const Warp truth{20500, -17.2, 2e-4, 9};
    const WarpPrior prior{{21333, -16, 0, 9}, 2133, 2.4, 3.2e-4};
    RandomStream dice(3, 1);
    std::vector<TwinCandidate> candidates;
    std::vector<WarpPoint> points;
    for (std::size_t ion = 0; ion < 100; ++ion) {
        const double place = dice.uniform(0, 60);
        const double time_s = ion % 5 < 2 ? dice.uniform(200, 1500) : truth.time_s(place);
        candidates.push_back({ion, time_s, place});
        points.push_back({time_s, place, 0.2});
    }
    const Warp agreed = agreed_warp(candidates, prior, 0.012);
    for (const double place : {5.0, 20.0, 50.0})
        CHECK(agreed.time_s(place) == Approx(truth.time_s(place)).epsilon(0.01));
    const WarpFit fit = fit_warp(points, prior, agreed);
    CHECK(fit.warp.a == Approx(truth.a).epsilon(0.005));
    CHECK(fit.warp.b == Approx(truth.b).epsilon(0.005));
    for (std::size_t ion = 0; ion < 100; ++ion) {
        CAPTURE(ion);
        const bool wrong = std::abs(points[ion].time_s - truth.time_s(points[ion].place)) > 5;
        CHECK((fit.weights[ion] <= 0) == wrong);
    }
}

TEST_CASE("A parameter with a prior of no width stays where it is") {
    const WarpPrior prior{{21333, -16, 0, 9}, 2133, 2.4, 0};
    const Warp truth{21000, -15, 3e-4, 9};
    std::vector<WarpPoint> points;
    for (const double place : spread(0, 60, 10)) points.push_back({truth.time_s(place), place, 0.3});
    CHECK(fit_warp(points, prior, prior.centre).warp.c == 0);
    CHECK(fit_warp({}, prior, prior.centre).warp.a == prior.centre.a);
}
