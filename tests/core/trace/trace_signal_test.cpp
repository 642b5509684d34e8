#include "core/trace/trace_signal.hpp"

#include <catch2/catch.hpp>

#include <algorithm>
#include <cmath>
#include <vector>

using namespace gassan;
using Catch::Matchers::WithinAbs;
using Catch::Matchers::WithinRel;

namespace {

constexpr IntensityNoise noise{.gain = 20.0, .relative = 0.0, .threshold = 40.0};

/// Scans at uneven times, so that whoever counts scans instead of seconds is found out.
RunClock uneven_clock(std::size_t scans) {
    RunClock clock;
    double time_s = 100.0;
    for (std::size_t i = 0; i < scans; ++i) {
        clock.time_s.push_back(time_s);
        time_s += i % 3 == 0 ? 1.5 : 0.75;
    }
    clock.dropout.assign(scans, 0);
    clock.expected_fwhm_s.assign(scans, 6.0);
    return clock;
}

/// What one sees of an ion: a value of 0 is no centroid.
TraceSignal seen_as(const RunClock& clock, const std::vector<float>& counts, std::size_t first = 0,
                    std::size_t last = 0) {
    std::vector<std::uint32_t> scan;
    std::vector<float> intensity;
    for (std::size_t i = 0; i < counts.size(); ++i)
        if (counts[i] > 0.0f) {
            scan.push_back(std::uint32_t(i));
            intensity.push_back(counts[i]);
        }
    return trace_signal(clock, scan, intensity, first, last ? last : counts.size(), noise);
}

double line(const RunClock& clock, std::size_t from, double from_counts, std::size_t to, double to_counts,
            std::size_t at) {
    const auto& t = clock.time_s;
    return from_counts + (to_counts - from_counts) * (t[at] - t[from]) / (t[to] - t[from]);
}

/// A peak of 4000 counts, FWHM 5 scans, whose apex lies between scans 20 and 21.
std::vector<float> a_peak() {
    std::vector<float> counts(40, 0.0f);
    for (std::size_t i = 0; i < counts.size(); ++i) {
        const double value = 4000.0 * std::exp2(-std::pow((double(i) - 20.3) / 2.5, 2));
        if (value >= noise.threshold) counts[i] = float(value);
    }
    return counts;
}

}  // namespace

TEST_CASE("trace_signal: says of every scan whether the ion was seen, and takes a clean peak as it is",
          "[trace_signal]") {
    const auto clock = uneven_clock(40);
    const auto counts = a_peak();
    const auto signal = seen_as(clock, counts);
    REQUIRE(signal.size() == 40);
    for (std::size_t i = 0; i < 40; ++i) {
        CAPTURE(i);
        CHECK(signal.counts[i] == double(counts[i]));
        CHECK(signal.kind[i] == (counts[i] > 0.0f ? ScanKind::seen : ScanKind::unseen));
    }
    CHECK(signal.time_s == clock.time_s);
    const auto seen = double(std::count_if(counts.begin(), counts.end(), [](float c) { return c > 0.0f; }));
    CHECK_THAT(signal.sightings, WithinRel(seen / 40.0, 1e-12));
}

TEST_CASE("trace_signal: a stretch holds its own scans alone", "[trace_signal]") {
    const auto clock = uneven_clock(40);
    const auto counts = a_peak();
    const auto signal = seen_as(clock, counts, 19, 27);
    REQUIRE(signal.size() == 8);
    CHECK(signal.first_scan == 19);
    for (std::size_t i = 0; i < 8; ++i) {
        CHECK(signal.time_s[i] == clock.time_s[19 + i]);
        CHECK(signal.counts[i] == double(counts[19 + i]));
    }
}

TEST_CASE("trace_signal: a stray taken for the ion in one scan is a loss; a valley between two peaks is none",
          "[trace_signal]") {
    const auto clock = uneven_clock(40);
    auto counts = a_peak();
    counts[21] = 81.0f;
    const auto signal = seen_as(clock, counts);
    CHECK(signal.kind[21] == ScanKind::lost);
    CHECK_THAT(signal.counts[21], WithinRel(line(clock, 20, counts[20], 22, counts[22], 21), 1e-9));

    std::vector<float> two(40, 0.0f);
    for (const std::size_t apex : {15, 19})
        for (std::size_t i = apex - 1; i <= apex + 1; ++i) two[i] = i == apex ? 4000.0f : 2000.0f;
    two[17] = 300.0f;
    CHECK(seen_as(clock, two).kind[17] == ScanKind::seen);
}

TEST_CASE("trace_signal: a dropout is bridged by the line in time between its neighbours", "[trace_signal]") {
    auto clock = uneven_clock(40);
    auto counts = a_peak();
    // Three scans on the rising side; what little is seen in them is not believed.
    for (const std::size_t i : {17, 18, 19}) clock.dropout[i] = 1;
    counts[17] = 0.0f;
    counts[18] = 60.0f;
    counts[19] = 0.0f;
    const auto signal = seen_as(clock, counts);
    for (const std::size_t i : {17, 18, 19}) {
        CAPTURE(i);
        CHECK(signal.kind[i] == ScanKind::dropout);
        CHECK_THAT(signal.counts[i], WithinRel(line(clock, 16, counts[16], 20, counts[20], i), 1e-9));
    }
    CHECK(signal.counts[16] == double(counts[16]));
    CHECK(signal.counts[20] == double(counts[20]));
}

TEST_CASE("trace_signal: one or two scans lost amid a strong signal are bridged, three are a gap", "[trace_signal]") {
    const auto clock = uneven_clock(40);
    std::vector<float> counts(40, 3000.0f);
    counts[12] = 4500.0f;
    counts[13] = 5000.0f;
    const auto lost = GENERATE(std::size_t{1}, 2, 3);
    for (std::size_t i = 14; i < 14 + lost; ++i) counts[i] = 0.0f;
    const auto signal = seen_as(clock, counts);
    CAPTURE(lost);
    for (std::size_t i = 14; i < 14 + lost; ++i) {
        CHECK(signal.kind[i] == (lost <= 2 ? ScanKind::lost : ScanKind::unseen));
        CHECK_THAT(signal.counts[i], WithinAbs(lost <= 2 ? line(clock, 13, 5000.0, 14 + lost, 3000.0, i) : 0.0, 1e-9));
    }
}

TEST_CASE("trace_signal: a weak ion that is not seen for a scan is below the threshold, not lost", "[trace_signal]") {
    const auto clock = uneven_clock(40);
    std::vector<float> counts(40, 60.0f);
    counts[23] = 0.0f;
    const auto signal = seen_as(clock, counts);
    CHECK(signal.kind[23] == ScanKind::unseen);
    CHECK(signal.counts[23] == 0.0);
}

TEST_CASE("trace_signal: a lone point high above its neighbours is bridged as a spike", "[trace_signal]") {
    const auto clock = uneven_clock(40);
    auto counts = std::vector<float>(40, 800.0f);
    std::size_t at = 0;
    double left = 800.0, right = 800.0;
    SECTION("on a steady ion") {
        at = 11;
    }
    SECTION("on the flank of a peak") {
        counts = a_peak();
        at = 24;
        left = counts[23];
        right = counts[25];
    }
    counts[at] = 30000.0f;
    const auto signal = seen_as(clock, counts);
    CHECK(signal.kind[at] == ScanKind::spike);
    CHECK_THAT(signal.counts[at], WithinRel(line(clock, at - 1, left, at + 1, right, at), 1e-9));
    CHECK(std::count(signal.kind.begin(), signal.kind.end(), ScanKind::spike) == 1);
    CHECK(signal.counts[at - 1] == left);
    CHECK(signal.counts[at + 1] == right);
}

TEST_CASE("trace_signal: no peak of 2.5 scans or wider loses its top as a spike, wherever it lies", "[trace_signal]") {
    const double fwhm_scans = GENERATE(2.5, 3.0, 5.0);
    const double height = GENERATE(500.0, 5000.0, 2e6);
    const double phase = GENERATE(0.0, 0.25, 0.5, 0.8);
    std::vector<float> counts(40, 0.0f);
    for (std::size_t i = 0; i < counts.size(); ++i) {
        const double value = height * std::exp2(-std::pow((double(i) - 20.0 - phase) / (0.5 * fwhm_scans), 2));
        if (value >= noise.threshold) counts[i] = float(value);
    }
    const auto signal = seen_as(uneven_clock(40), counts);
    CAPTURE(fwhm_scans, height, phase);
    CHECK(std::count(signal.kind.begin(), signal.kind.end(), ScanKind::spike) == 0);
}

TEST_CASE("trace_signal: dropouts at either border and everywhere leave finite numbers", "[trace_signal][edge]") {
    auto clock = uneven_clock(12);
    std::vector<float> counts(12, 500.0f);
    SECTION("at the start") {
        clock.dropout[0] = clock.dropout[1] = 1;
        const auto signal = seen_as(clock, counts);
        CHECK(signal.counts[0] == 500.0);
        CHECK(signal.kind[1] == ScanKind::dropout);
    }
    SECTION("at the end") {
        clock.dropout[11] = 1;
        CHECK(seen_as(clock, counts).counts[11] == 500.0);
    }
    SECTION("everywhere") {
        clock.dropout.assign(12, 1);
        for (const double value : seen_as(clock, counts).counts) CHECK(value == 0.0);
    }
    SECTION("two scans at one time") {
        clock.time_s[5] = clock.time_s[4] = clock.time_s[6];
        clock.dropout[5] = 1;
        for (const double value : seen_as(clock, counts).counts) CHECK(std::isfinite(value));
    }
}
