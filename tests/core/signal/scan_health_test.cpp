#include "core/signal/scan_health.hpp"

#include "core/base/random.hpp"

#include <catch2/catch.hpp>

#include <algorithm>
#include <cmath>
#include <numeric>

using namespace gassan;

namespace {

/// A steady witness of about 1000 counts with 5 % of noise.
std::vector<double> steady(std::size_t scans) {
    RandomStream random(5, 1);
    std::vector<double> counts(scans);
    for (double& value : counts) value = draw_normal(random, 1000.0, 50.0);
    return counts;
}

}  // namespace

TEST_CASE("find_dropouts: finds planted dropouts of 1 to 15 scans, exactly them", "[scan_health]") {
    const auto length = GENERATE(range(1, 16));
    const double left = GENERATE(0.0, 0.1, 0.25);
    auto counts = steady(400);
    std::vector<std::uint8_t> planted(400, 0);
    for (const std::size_t first : {std::size_t{47}, std::size_t{213}, std::size_t{300}})
        for (std::size_t i = first; i < first + std::size_t(length); ++i) {
            counts[i] *= left;
            planted[i] = 1;
        }
    CAPTURE(length, left);
    CHECK(find_dropouts(counts, {}) == planted);
}

TEST_CASE("find_dropouts: none at the feet of a giant peak, nor at a step", "[scan_health]") {
    auto counts = steady(600);
    SECTION("a peak a thousand times the rest") {
        const double fwhm_s = GENERATE(3.0, 8.0, 20.0, 60.0);
        for (std::size_t i = 0; i < counts.size(); ++i)
            counts[i] += 1e6 * std::exp2(-std::pow((double(i) - 250.3) / (0.5 * fwhm_s), 2));
    }
    SECTION("up five times") {
        for (std::size_t i = 350; i < counts.size(); ++i) counts[i] *= 5.0;
    }
    SECTION("down to a fifth") {
        for (std::size_t i = 350; i < counts.size(); ++i) counts[i] *= 0.2;
    }
    const auto found = find_dropouts(counts, {});
    CHECK(std::count(found.begin(), found.end(), 1) == 0);
}

TEST_CASE("find_dropouts: the ratio decides, and 0 switches the search off", "[scan_health]") {
    std::vector<double> counts(100, 1000.0);
    counts[31] = 390.0;
    const auto flagged = [&](double ratio) { return find_dropouts(counts, {.dropout_ratio = ratio})[31]; };
    CHECK(flagged(0.4) == 1);
    CHECK(flagged(0.38) == 0);
    counts[31] = 0.0;
    CHECK(flagged(0.0) == 0);
}

TEST_CASE("find_dropouts: knows dropouts at both ends of a run", "[scan_health][edge]") {
    auto counts = steady(100);
    counts[0] = counts[1] = counts[98] = counts[99] = 10.0;
    const auto found = find_dropouts(counts, {});
    CHECK(std::accumulate(found.begin(), found.end(), 0) == 4);
    CHECK((found[0] && found[1] && found[98] && found[99]));
    CHECK(find_dropouts(std::vector<double>{}, {}).empty());
    CHECK(find_dropouts(std::vector<double>{5.0}, {}) == std::vector<std::uint8_t>{0});
    CHECK(find_dropouts(std::vector<double>(50, 0.0), {}) == std::vector<std::uint8_t>(50, 0));
}

TEST_CASE("total_ion_counts: sums each scan, empty ones to 0", "[scan_health]") {
    Run run;
    run.scan_time_s = {0, 1, 2};
    run.scan_begin = {0, 2, 2, 3};
    run.mz = {100, 200, 150};
    run.intensity = {1.5f, 2.0f, 7.0f};
    CHECK(total_ion_counts(run) == std::vector<double>{3.5, 0.0, 7.0});
}
