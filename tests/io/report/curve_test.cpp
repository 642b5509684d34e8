#include "io/report/curve.hpp"

#include "core/model/spectrum.hpp"

#include <catch2/catch.hpp>

#include <algorithm>
#include <cmath>
#include <limits>
#include <string>
#include <utility>

using namespace gassan;
using namespace gassan::report;
using Catch::Matchers::WithinRel;

namespace {

constexpr float missing = std::numeric_limits<float>::quiet_NaN();

Axis plain(double low, double high) {
    return {.low = low, .high = high, .low_px = low, .high_px = high};
}

long count(const std::string& text, char letter) {
    return std::count(text.begin(), text.end(), letter);
}

}  // namespace

// ---- known answers -----------------------------------------------------------------------------------------

TEST_CASE("curve: a missing scan breaks the line, a zero does not", "[report]") {
    const Electropherogram curve{0.0, {0, 10, 20, 30, 40}, {1.0F, 0.0F, missing, 3.0F, 4.0F}};
    CHECK(line_path(curve, plain(0, 40), plain(0, 4)) == "M0.0 1.0L10.0 0.0M30.0 3.0L40.0 4.0");
    CHECK(points_path(curve, plain(0, 40), plain(0, 4)) == "M0.0 1.0h0M10.0 0.0h0M30.0 3.0h0M40.0 4.0h0");
    CHECK(missing_path(curve, plain(0, 40), 90, 8) == "M20.0 90.0v8.0");
}

TEST_CASE("curve: a scan between two missing ones stays visible", "[report]") {
    const Electropherogram curve{0.0, {0, 10, 20}, {missing, 2.0F, missing}};
    CHECK(line_path(curve, plain(0, 20), plain(0, 2)) == "M10.0 2.0h0");
}

TEST_CASE("curve: the shading runs from bound to bound, bridging missing scans", "[report]") {
    const Electropherogram curve{0.0, {0, 10, 20, 30, 40}, {0.0F, 4.0F, missing, 2.0F, 0.0F}};
    // Begins between two scans (interpolated: 2 at 5 s), ends on one; the gap at 20 s is bridged by a straight line.
    CHECK(shade_path(curve, 5, 30, 1, plain(0, 40), plain(0, 4)) ==
          "M5.00 1.00L5.00 2.00L10.00 4.00L30.00 2.00L30.00 1.00Z");
    // 5 s from 2 to 4, then 20 s from 4 to 2: 15 + 60.
    CHECK_THAT(area_to_zero(curve, 5, 30), WithinRel(75.0, 1e-12));
    CHECK_THAT(intensity_at(curve, 20), WithinRel(3.0, 1e-12));
}

// ---- laws that hold for every input ------------------------------------------------------------------------

TEST_CASE("curve: thinning keeps every extreme and bounds the path", "[report][property]") {
    Electropherogram curve;
    for (int scan = 0; scan < 36000; ++scan) {
        curve.time_s.push_back(scan * 0.1);
        curve.intensity.push_back(float(100 + scan % 7));
    }
    curve.intensity[12345] = 5000.0F;  // one scan high, one scan low: both must be drawn
    curve.intensity[23456] = 0.0F;
    const auto path = line_path(curve, plain(0, 3600), plain(0, 5000));
    CHECK(path.find("L1234.5 5000.0") != std::string::npos);
    CHECK(path.find("L2345.6 0.0") != std::string::npos);

    const Axis narrow{.low = 0, .high = 3600, .low_px = 0, .high_px = 1000};
    const auto thin = line_path(curve, narrow, plain(0, 5000));
    CHECK(count(thin, 'M') == 1);
    CHECK(count(thin, 'L') <= 4 * 1001);
    CHECK(thin.find(" 5000.0") != std::string::npos);
    CHECK(thin.find(" 0.0") != std::string::npos);
}

TEST_CASE("curve: missing scans of one pixel column share a mark", "[report]") {
    Electropherogram curve;
    for (int scan = 0; scan < 1000; ++scan) {
        curve.time_s.push_back(scan);
        curve.intensity.push_back(missing);
    }
    const Axis narrow{.low = 0, .high = 1000, .low_px = 0, .high_px = 100};
    CHECK(count(missing_path(curve, narrow, 0, 8), 'M') == 101);
}

// ---- edges -------------------------------------------------------------------------------------------------

TEST_CASE("curve: nothing is drawn of nothing", "[report][edge]") {
    const Electropherogram none;
    CHECK(line_path(none, plain(0, 1), plain(0, 1)).empty());
    CHECK(shade_path(none, 0, 1, 0, plain(0, 1), plain(0, 1)).empty());
    const Electropherogram all_missing{0.0, {0, 1}, {missing, missing}};
    CHECK(line_path(all_missing, plain(0, 1), plain(0, 1)).empty());
    CHECK(std::isnan(area_to_zero(all_missing, 0, 1)));
}

TEST_CASE("curve: bounds that are not there, reversed or outside the run give no shading", "[report][edge]") {
    const Electropherogram curve{0.0, {0, 1, 2}, {1.0F, 2.0F, 1.0F}};
    const auto [begin_s, end_s] =
        GENERATE(std::pair{no_value, 1.0}, std::pair{0.0, no_value}, std::pair{2.0, 0.0}, std::pair{-5.0, 1.0});
    CHECK(shade_path(curve, begin_s, end_s, 0, plain(0, 2), plain(0, 2)).empty());
}
