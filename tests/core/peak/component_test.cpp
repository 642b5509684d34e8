#include "core/peak/component.hpp"

#include "core/peak/shapes.hpp"

#include <catch2/catch.hpp>

#include <cmath>
#include <vector>

using namespace gassan;
using Catch::Matchers::WithinAbs;
using Catch::Matchers::WithinRel;

namespace {

struct Case {
    ShapeKind kind;
    double skew;
};

Component component_of(const Case& one) {
    return {std::log(5000.0), 100.3, std::log(2.5), one.skew};
}

const auto all_cases = {Case{ShapeKind::gauss, 0.0},      Case{ShapeKind::hvl, 0.0},
                        Case{ShapeKind::hvl, 1e-4},       Case{ShapeKind::hvl, 0.5},
                        Case{ShapeKind::hvl, -7.0},       Case{ShapeKind::hvl, 30.0},
                        Case{ShapeKind::emg_tail, -1.5},  Case{ShapeKind::emg_tail, 0.4},
                        Case{ShapeKind::emg_front, -0.5}, Case{ShapeKind::emg_front, 1.0}};

}  // namespace

TEST_CASE("component: its counts are its area times the closed density", "[component]") {
    for (const double time_s : {77.9, 92.0, 97.0, 100.3, 103.0, 115.0}) {
        const auto counts = [&](const Case& one) {
            return component_value(one.kind, component_of(one), time_s).counts;
        };
        CAPTURE(time_s);
        CHECK_THAT(counts({ShapeKind::gauss, 0.0}), WithinRel(5000.0 * gauss_density(100.3, 2.5, time_s), 1e-12));
        for (const double d : {-30.0, -1.0, 0.0, 1e-5, 3.0, 60.0})
            CHECK_THAT(counts({ShapeKind::hvl, d}), WithinRel(5000.0 * hvl_density({100.3, 2.5, d}, time_s), 1e-8));
        for (const double log_tau : {-1.0, 0.0, 1.2}) {
            const EmgShape shape{100.3, 2.5, 2.5 * std::exp(log_tau)};
            CHECK_THAT(counts({ShapeKind::emg_tail, log_tau}), WithinRel(5000.0 * emg_density(shape, time_s), 1e-8));
            CHECK_THAT(counts({ShapeKind::emg_front, log_tau}),
                       WithinRel(5000.0 * emg_density(shape, 200.6 - time_s), 1e-8));
        }
    }
}

TEST_CASE("component: derivatives are those of its counts, by differences", "[component]") {
    for (const Case& one : all_cases)
        for (const double time_s : {95.0, 99.0, 101.0, 106.0}) {
            const Component here = component_of(one);
            const auto slopes = component_value(one.kind, here, time_s).slope;
            for (std::size_t j = 0; j < std::size_t(coordinates(one.kind)); ++j) {
                const auto moved = [&](double by) {
                    Component there = here;
                    (j == 0 ? there.log_area : j == 1 ? there.centre_s : j == 2 ? there.log_sigma_s : there.skew) += by;
                    return component_value(one.kind, there, time_s).counts;
                };
                constexpr double step = 1e-4;
                CAPTURE(int(one.kind), one.skew, time_s, j);
                CHECK_THAT(slopes[j], WithinAbs((moved(step) - moved(-step)) / (2.0 * step), 2e-4 * 5000.0));
            }
        }
}

TEST_CASE("component: many scans at once are the scans one by one, times their weights", "[component]") {
    std::vector<double> times_s, weights;
    for (std::size_t i = 0; i < 3 * scans_at_once; ++i) {
        times_s.push_back(70.0 + 3.1 * double(i));
        weights.push_back(0.1 + 0.01 * double(i));
    }
    for (const Case& one : all_cases) {
        CAPTURE(int(one.kind), one.skew);
        std::vector<std::vector<double>> rows(4, std::vector<double>(times_s.size()));
        PreparedComponent(one.kind, component_of(one))
            .at(times_s, weights, {rows[0].data(), rows[1].data(), rows[2].data(), rows[3].data()});
        for (std::size_t i = 0; i < times_s.size(); ++i) {
            const auto single = component_value(one.kind, component_of(one), times_s[i]);
            for (std::size_t j = 0; j < 4; ++j)
                CHECK_THAT(rows[j][i], WithinRel(single.slope[j] * weights[i], 1e-12) || WithinAbs(0.0, 1e-250));
        }
    }
}

TEST_CASE("component: the share before a time grows from 0 to 1 as its counts say", "[component]") {
    for (const Case& one : all_cases) {
        const Component shape = component_of(one);
        double sum = 0.0;
        for (double t = 20.0; t < 104.0; t += 0.01) sum += 0.01 * component_value(one.kind, shape, t + 0.005).counts;
        CAPTURE(int(one.kind), one.skew);
        CHECK_THAT(component_cdf(one.kind, shape, 104.0), WithinAbs(sum / 5000.0, 1e-4));
        CHECK(component_cdf(one.kind, shape, -1e4) < 1e-9);
        CHECK(component_cdf(one.kind, shape, 1e4) > 1.0 - 1e-9);
    }
}

TEST_CASE("component: nothing is higher than its apex", "[component]") {
    for (const Case& one : all_cases) {
        const Component shape = component_of(one);
        const double apex_s = component_apex_s(one.kind, shape);
        const double top = component_value(one.kind, shape, apex_s).counts;
        CAPTURE(int(one.kind), one.skew, apex_s);
        for (double t = 60.0; t < 140.0; t += 0.13)
            CHECK(component_value(one.kind, shape, t).counts <= top * (1.0 + 1e-6));
    }
}

TEST_CASE("component: counts at many times are those at each, bit for bit", "[component]") {
    const std::vector<double> times_s{80.0,  91.5,  96.0,  99.0,  100.0, 100.3,
                                      101.0, 103.0, 108.0, 111.0, 140.0};  // no whole block
    for (const Case& one : all_cases) {
        const PreparedComponent prepared(one.kind, component_of(one));
        const std::vector<double> counts = prepared.counts(times_s);
        REQUIRE(counts.size() == times_s.size());
        for (std::size_t i = 0; i < times_s.size(); ++i) CHECK(counts[i] == prepared.counts(times_s[i]));
    }
    CHECK(PreparedComponent(ShapeKind::gauss, component_of({ShapeKind::gauss, 0.0}))
              .counts(std::vector<double>{})
              .empty());
}
