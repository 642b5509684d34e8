#include "core/peak/saturation.hpp"

#include "core/trace/ion_key.hpp"

#include "core/base/random.hpp"

#include <catch2/catch.hpp>

#include <algorithm>
#include <cmath>
#include <limits>
#include <vector>

using namespace gassan;
using Catch::Matchers::WithinRel;

namespace {

constexpr IntensityNoise noise{.gain = 20.0, .relative = 0.02, .threshold = 40.0};

/// One trace each for Gaussian peaks of these heights, 8 scans wide, behind a soft or a hard ceiling.
MassTraces traces_of(const std::vector<double>& heights, double ceiling, bool hard = false) {
    MassTraces traces;
    traces.begin.push_back(0);
    for (std::size_t k = 0; k < heights.size(); ++k) {
        for (std::uint32_t scan = 0; scan < 60; ++scan) {
            RandomStream random(7, 1, 0, std::uint32_t(k), scan);
            const double expected = heights[k] * std::exp2(-std::pow((double(scan) - 30.2) / 4.0, 2));
            const double arrived = expected + std::sqrt(noise.variance(expected)) * draw_normal(random);
            const double seen = hard ? std::min(arrived, ceiling) : -ceiling * std::expm1(-arrived / ceiling);
            if (!(seen > noise.threshold)) continue;
            traces.scan.push_back(scan);
            traces.intensity.push_back(float(seen));
            traces.key.push_back(key_of_mz(100.0 + double(k)));
        }
        traces.mz.push_back(100.0 + double(k));
        traces.begin.push_back(traces.scan.size());
    }
    return traces;
}

}  // namespace

TEST_CASE("detector_ceiling: is learnt from a top that is flat and lies still, soft or hard", "[saturation]") {
    const bool hard = GENERATE(false, true);
    CAPTURE(hard);
    CHECK_THAT(detector_ceiling(traces_of({1e5, 3e7, 8e5}, 3e6, hard), noise), WithinRel(3e6, 0.01));
}

TEST_CASE("detector_ceiling: a run of ordinary peaks, however high, has none", "[saturation]") {
    const double highest = GENERATE(1e5, 2e6, 5e7);
    CHECK(std::isinf(detector_ceiling(traces_of({1e4, highest, 0.97 * highest}, 1e12), noise)));
}

TEST_CASE("detector_ceiling: an even top that flickers is no ceiling", "[saturation]") {
    MassTraces traces = traces_of({3e7}, 3e6, true);
    for (std::size_t i = 0; i < traces.intensity.size(); ++i) {
        RandomStream random(11, 2, 0, 0, std::uint32_t(i));
        traces.intensity[i] *= float(1.0 + 0.02 * draw_normal(random));
    }
    CHECK(std::isinf(detector_ceiling(traces, noise)));
}

TEST_CASE("detector_ceiling: what touches it is at it, and m/z is bent earlier", "[saturation]") {
    IntensityNoise full = noise;
    CHECK_FALSE(is_at_ceiling(1e9, full));
    CHECK_FALSE(is_bent(1e9, full));
    full.ceiling = 3e6;
    CHECK(is_at_ceiling(2.9e6, full));
    CHECK_FALSE(is_at_ceiling(2e6, full));
    CHECK(is_bent(2e6, full));
    CHECK_FALSE(is_bent(5e5, full));
}

TEST_CASE("detector_ceiling: no trace has none", "[saturation][edge]") {
    MassTraces traces;
    traces.begin.push_back(0);
    CHECK(std::isinf(detector_ceiling(traces, noise)));
}
