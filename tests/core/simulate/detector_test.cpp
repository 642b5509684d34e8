#include "core/simulate/detector.hpp"

#include "core/simulate/conditions.hpp"

#include <catch2/catch.hpp>

#include <algorithm>
#include <cmath>

using namespace gassan;
using Catch::Matchers::WithinAbs;
using Catch::Matchers::WithinRel;

namespace {

Detector plain_detector() {
    return {.params = {}, .gain = 20.0, .threshold = 0.0};
}

struct Recorded {
    std::vector<double> mz;
    std::vector<float> intensity;
};

Recorded recorded(const Detector& detector, const std::vector<Hit>& hits) {
    Recorded scan;
    record_scan(detector, hits, RandomStream(5, 6), scan.mz, scan.intensity);
    return scan;
}

}  // namespace

TEST_CASE("detector: the mass peak is as wide as its resolving power says", "[detector]") {
    const SimulateParams params;
    CHECK_THAT(mass_width(params, 622.0), WithinRel(622.0 / 12000.0, 1e-12));
    CHECK_THAT(mass_width(params, 311.0), WithinRel(311.0 / 12000.0 * std::sqrt(2.0), 1e-12));
    CHECK_THAT(mass_width(params, 60.0), WithinRel(60.0 / 5000.0, 1e-12));  // R is never below 5000
}

TEST_CASE("detector: neighbours within 0.7 widths become one centroid at their centre of gravity", "[detector]") {
    const auto detector = plain_detector();
    const double width = mass_width(detector.params, 200.0);
    const auto joined = recorded(detector, {{200.0, 300.0f}, {200.0 + 0.69 * width, 100.0f}});
    REQUIRE(joined.mz.size() == 1);
    CHECK_THAT(joined.mz[0], WithinAbs(200.0 + 0.69 * width / 4.0, 1e-6));
    CHECK_THAT(double(joined.intensity[0]), WithinRel(400.0, 1e-3));
    CHECK(recorded(detector, {{200.0, 300.0f}, {200.0 + 0.71 * width, 100.0f}}).mz.size() == 2);
}

TEST_CASE("detector: a third ion is judged by the centre of the two before it", "[detector]") {
    const auto detector = plain_detector();
    const double width = mass_width(detector.params, 200.0);
    const Hit first{200.0, 1000.0f}, second{200.0 + 0.6 * width, 1.0f}, third{200.0 + 0.9 * width, 500.0f};
    CHECK(recorded(detector, {first, second, third}).mz.size() == 2);
}

TEST_CASE("detector: the ceiling bends intensities and shifts m/z", "[detector]") {
    const auto detector = plain_detector();
    const auto strong = recorded(detector, {{200.0, 3e6f}});
    CHECK_THAT(double(strong.intensity[0]), WithinRel(3e6 * (1.0 - std::exp(-1.0)), 1e-6));
    CHECK_THAT((strong.mz[0] / 200.0 - 1.0) * 1e6, WithinAbs(8.0 * std::exp(-1.0), 1e-6));
    const auto flooded = recorded(detector, {{200.0, 3e8f}});
    CHECK_THAT(double(flooded.intensity[0]), WithinRel(3e6, 1e-6));
    CHECK_THAT((flooded.mz[0] / 200.0 - 1.0) * 1e6, WithinAbs(8.0 * 0.99, 1e-6));
}

TEST_CASE("detector: an ion rings above its limit, at distances that grow with the root of m/z", "[detector]") {
    const auto detector = plain_detector();
    CHECK(recorded(detector, {{118.0, 1.0e5f}}).mz.size() == 1);  // the ceiling leaves 9.8e4
    const double mz = GENERATE(118.0, 472.0), times = mz == 118.0 ? 1.0 : 2.0;
    auto silent = detector;
    silent.params.noise.electronic_sd = 0.0;
    const auto rung = recorded(silent, {{mz, 6e6f}});
    REQUIRE(rung.mz.size() == 3);
    CHECK(rung.mz[0] > mz);  // the ceiling shifts the ion, not what rings after it
    CHECK_THAT(rung.mz[1] - mz, WithinAbs(0.04 * times, 1e-9));
    CHECK_THAT(rung.mz[2] - mz, WithinAbs(0.09 * times, 1e-9));
    const double seen = 3e6 * (1.0 - std::exp(-2.0));
    CHECK_THAT(double(rung.intensity[1]), WithinRel(0.015 * seen, 1e-4));
    CHECK_THAT(double(rung.intensity[2]), WithinRel(0.005 * seen, 1e-4));
}

TEST_CASE("detector: a satellite is a hit like others", "[detector]") {
    auto detector = plain_detector();
    detector.params.noise.electronic_sd = 0.0;
    const double seen = 3e6 * (1.0 - std::exp(-0.1));
    const double near = 0.015 * seen, far = 0.005 * seen;
    SECTION("it merges with what is there") {
        const auto scan = recorded(detector, {{118.0, 3e5f}, {118.04 + 0.005, 1000.0f}});
        REQUIRE(scan.mz.size() == 3);
        CHECK_THAT(double(scan.intensity[1]), WithinRel(near + 1000.0, 1e-3));
        CHECK_THAT(scan.mz[1], WithinAbs(118.04 + 0.005 * 1000.0 / (near + 1000.0), 1e-6));
    }
    SECTION("it finds its place among other ions") {
        const auto scan = recorded(detector, {{118.0, 3e5f}, {118.065, 1000.0f}, {118.2, 1000.0f}});
        REQUIRE(scan.mz.size() == 5);
        CHECK(std::is_sorted(scan.mz.begin(), scan.mz.end()));
        CHECK_THAT(double(scan.intensity[3]), WithinRel(far, 1e-3));
    }
    SECTION("the threshold judges it, and its noise is its own") {
        detector.threshold = 0.5 * (near + far);
        CHECK(recorded(detector, {{118.0, 3e5f}}).mz.size() == 2);
        detector.threshold = 0.0;
        detector.params.noise.electronic_sd = 10.0;
        const auto scan = recorded(detector, {{118.0, 3e5f}});
        REQUIRE(scan.mz.size() == 3);
        CHECK(std::fabs(double(scan.intensity[1]) - near) > 0.01);
        CHECK(std::fabs(double(scan.intensity[1]) - near) < 65.0);
    }
    SECTION("it does not ring") {
        detector.params.mass.ringing_counts = 10.0;
        CHECK(recorded(detector, {{118.0, 3e5f}}).mz.size() == 3);
    }
    SECTION("a strong ion that met one rings itself") {
        const auto scan = recorded(detector, {{118.0, 3e5f}, {118.06, 3e5f}});
        REQUIRE(scan.mz.size() == 5);  // the far one of the first, 118.09, meets the near one of the second
        CHECK_THAT(double(scan.intensity[3]), WithinRel(near + far, 1e-3));
    }
}

TEST_CASE("detector: what is below the threshold or beyond the m/z range is not recorded", "[detector]") {
    auto detector = plain_detector();
    detector.threshold = 50.0;
    const auto run = recorded(detector, {{49.9, 1e4f}, {100.0, 49.0f}, {200.0, 51.0f}, {1000.1, 1e4f}});
    REQUIRE(run.mz.size() == 1);
    CHECK_THAT(run.mz[0], WithinAbs(200.0, 1e-6));
    CHECK(recorded(detector, {{200.0, 70.0f, -25.0f}}).mz.empty());  // electronic noise comes before the threshold
}

TEST_CASE("detector: m/z scatters with the width over the root of the ions, down to its floor", "[detector]") {
    const auto detector = plain_detector();
    const double one_ppm = one_ion_ppm(detector.params, 200.0);
    CHECK_THAT(one_ppm, WithinRel(1e6 / (12000.0 * std::sqrt(200.0 / 622.0)) / 2.3548, 1e-4));
    const double ions = GENERATE(100.0, 1e6);
    constexpr int n = 20000;
    double sum = 0.0, squares = 0.0;
    std::vector<Hit> hits;
    for (std::uint32_t i = 0; i < n; ++i)
        count_ions(detector, RandomStream(3, 4, 0, 0, i), 200.0, 5.0, one_ppm, ions * detector.gain, hits);
    REQUIRE(hits.size() == n);
    for (const auto& hit : hits) {
        const double ppm = (hit.mz / 200.0 - 1.0) * 1e6;
        sum += ppm;
        squares += ppm * ppm;
    }
    const double mean = sum / n, sd = std::sqrt(squares / n - mean * mean);
    const double expected = std::max(0.7, one_ppm / std::sqrt(ions));
    CHECK_THAT(mean, WithinAbs(5.0, 5.0 * expected / std::sqrt(n)));
    // n varies about its mean, so 1/sqrt(n) averages 0.5 % more at 100 ions.
    CHECK_THAT(sd, WithinRel(expected, 0.03));
}

TEST_CASE("detector: no ion, no hit", "[detector][edge]") {
    std::vector<Hit> hits;
    for (std::uint32_t i = 0; i < 1000; ++i)
        count_ions(plain_detector(), RandomStream(3, 4, 0, 0, i), 200.0, 0.0, 60.0, 20.0, hits);
    // P(0 | 1) = 0.368
    CHECK(hits.size() > 632 - 76);
    CHECK(hits.size() < 632 + 76);
}

TEST_CASE("detector: nearly sorted hits are sorted", "[detector]") {
    std::vector<Hit> hits;
    for (int i = 0; i < 200; ++i) hits.push_back({100.0 + i + 1.7 * std::sin(i * 2.1), float(i)});
    sort_nearly_sorted(hits);
    CHECK(std::is_sorted(hits.begin(), hits.end(), [](const Hit& a, const Hit& b) { return a.mz < b.mz; }));
}
