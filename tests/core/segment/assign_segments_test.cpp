#include "core/segment/assign_segments.hpp"

#include "tests/core/segment/simulated_plugs.hpp"

#include <catch2/catch.hpp>

#include <algorithm>
#include <cmath>

using namespace gassan;
using namespace gassan::test;
using Catch::Matchers::WithinAbs;

namespace {

const SegmentParams params;

/// Standards 0, 2, 5, 7 and 9 of usual_velocities(); the others are analytes.
std::vector<InjectionTimes> standards_of(const PlugRun& run) {
    std::vector<InjectionTimes> plugs = injections_of(run, usual_velocities());
    for (InjectionTimes& plug : plugs)
        for (const std::size_t analyte : {1, 3, 4, 6, 8, 10}) plug[analyte] = no_value;
    return plugs;
}

TimeModel learnt() {
    std::vector<InjectionTimes> all;
    for (std::uint64_t seed = 20; seed < 24; ++seed)
        for (InjectionTimes& injection : injections_of(usual_run(seed), usual_velocities()))
            all.push_back(std::move(injection));
    return learn_times(all, params);
}

std::vector<SegmentPeak> peaks_of(const PlugRun& run, std::size_t compound, const std::vector<std::size_t>& without,
                                  double half_s = 12.0) {
    std::vector<SegmentPeak> peaks;
    for (std::size_t i = 0; i < run.plugs; ++i)
        if (std::find(without.begin(), without.end(), i) == without.end())
            peaks.push_back(peak_at(time_s(run, usual_velocities()[compound], i), 1e4, half_s));
    return peaks;
}

std::vector<SegmentPeak> together(std::vector<SegmentPeak> a, const std::vector<SegmentPeak>& b) {
    a.insert(a.end(), b.begin(), b.end());
    std::sort(a.begin(), a.end(), [](const SegmentPeak& x, const SegmentPeak& y) { return x.time_s < y.time_s; });
    return a;
}

}  // namespace

TEST_CASE("assign_segments: every plug's peak is found by its own standards; empty plugs stay empty", "[segment]") {
    const std::uint64_t seed = GENERATE(1, 2, 3, 4, 5, 6, 7, 8);
    const std::size_t analyte = GENERATE(1, 3, 4, 6, 8, 10);
    const PlugRun run = usual_run(seed);
    const std::vector<std::size_t> blank{0, 5, 6, 12};  // nothing of the analyte was in them
    const auto peaks = peaks_of(run, analyte, blank);
    const std::size_t one[]{analyte};
    const auto places = assign_segments(one, peaks, standards_of(run), learnt(), params);
    REQUIRE(places.size() == 13);
    for (const SegmentPlace& place : places) {
        CAPTURE(seed, analyte, place.segment, place.expected_s, place.expected_sd_s);
        const double truth_s = time_s(run, usual_velocities()[analyte], place.segment);
        CHECK_THAT(place.expected_s, WithinAbs(truth_s, 4.0));
        if (std::find(blank.begin(), blank.end(), place.segment) != blank.end()) {
            CHECK(place.kind == PlaceKind::absent);
        } else {
            REQUIRE(place.kind == PlaceKind::assigned);
            CHECK(peaks[*place.peak].time_s == truth_s);
        }
    }
}

TEST_CASE("assign_segments: a plug whose injection failed gets nothing, though peaks stand around", "[segment]") {
    const PlugRun run = usual_run(3);
    auto plugs = standards_of(run);
    plugs[4].assign(plugs[4].size(), no_value);
    const std::size_t one[]{3};
    const auto peaks = peaks_of(run, 3, {});  // a stray stands where the failed plug would be
    const auto places = assign_segments(one, peaks, plugs, learnt(), params);
    CHECK(places[4].kind == PlaceKind::no_standards);
    CHECK_FALSE(places[4].peak);
    for (const SegmentPlace& place : places)
        if (place.segment != 4) CHECK(place.kind == PlaceKind::assigned);
}

TEST_CASE("assign_segments: isomers between each other's plugs are told apart", "[segment]") {
    const PlugRun run = usual_run(3);
    const std::size_t isomers[]{3, 4};  // 1.22 and 1.15 mm / s: 40 to 50 s apart, a plug's spacing or nearly
    const auto first = peaks_of(run, 3, {2}), second = peaks_of(run, 4, {9});
    std::size_t assigned = 0;
    const auto peaks = together(first, second);
    for (const SegmentPlace& place : assign_segments(isomers, peaks, standards_of(run), learnt(), params)) {
        if (place.kind != PlaceKind::assigned) continue;
        ++assigned;
        // never another's
        CHECK(peaks[*place.peak].time_s == time_s(run, usual_velocities()[place.compound], place.segment));
    }
    CHECK(assigned >= 8);
}

TEST_CASE("assign_segments: an isomer of the next plug under one peak is flagged, for both", "[segment]") {
    PlugRun run = usual_run(3);
    const std::vector<double> velocities = usual_velocities();
    const auto plugs = standards_of(run);
    // The isomer that comes with compound 3 of the plug before: its peak is not seen apart.
    const auto peaks = peaks_of(run, 3, {}, 20.0);
    const std::size_t isomers[]{3, 4};
    const auto places = assign_segments(isomers, peaks, plugs, learnt(), params);
    for (const SegmentPlace& hidden : places) {
        if (hidden.compound != 4) continue;
        const auto over = std::find_if(peaks.begin(), peaks.end(), [&](const SegmentPeak& peak) {
            return peak.begin_s <= hidden.expected_s && hidden.expected_s <= peak.end_s;
        });
        CAPTURE(hidden.segment, hidden.expected_s);
        if (over == peaks.end()) {
            CHECK(hidden.kind == PlaceKind::absent);
            continue;
        }
        CHECK((hidden.kind == PlaceKind::comigrating || hidden.kind == PlaceKind::unclear));
        const auto at = std::size_t(over - peaks.begin());
        CHECK((places[at].kind == PlaceKind::comigrating || places[at].kind == PlaceKind::unclear));
    }
    CHECK(std::count_if(places.begin(), places.end(), [](const SegmentPlace& place) {
              return place.compound == 4 && place.kind != PlaceKind::absent;
          }) >= 3);
}

TEST_CASE("assign_segments: two peaks as near to one place are left unclear; a far one is no rival", "[segment]") {
    const PlugRun run = usual_run(3);
    const std::size_t one[]{6};
    const auto plugs = standards_of(run);
    const auto expected = assign_segments(one, {}, plugs, learnt(), params);
    const SegmentPlace& place = expected[5];
    const auto with = [&](double first_sd, double second_sd) {
        const std::vector<SegmentPeak> peaks{
            peak_at(place.expected_s + first_sd * place.expected_sd_s, 1e4, 0.3 * place.expected_sd_s),
            peak_at(place.expected_s + second_sd * place.expected_sd_s, 1e4, 0.3 * place.expected_sd_s)};
        return assign_segments(one, peaks, plugs, learnt(), params)[5];
    };
    CHECK(with(-1.0, 1.2).kind == PlaceKind::unclear);
    CHECK_FALSE(with(-1.0, 1.2).peak);
    CHECK(with(0.1, 3.6).kind == PlaceKind::assigned);
    CHECK(with(0.1, 3.6).peak == 0);
    CHECK(with(-3.6, 0.1).peak == 1);
    CHECK(with(0.1, 20.0).kind == PlaceKind::assigned);
    CHECK(with(-20.0, 20.0).kind == PlaceKind::absent);
}

TEST_CASE("place_kind_name: every kind has its word", "[segment]") {
    CHECK(place_kind_name(PlaceKind::assigned) == "assigned");
    CHECK(place_kind_name(PlaceKind::not_told) == "not_told");
}

TEST_CASE("assign_segments: two compounds of one time with two peaks are unclear; apart, each has its own",
          "[segment]") {
    const double slower = GENERATE(1.0, 0.985);
    std::vector<double> velocities = usual_velocities();
    velocities[4] = velocities[3] * slower;
    std::vector<InjectionTimes> earlier;
    for (std::uint64_t seed = 20; seed < 24; ++seed)
        for (InjectionTimes& injection : injections_of(usual_run(seed), velocities))
            earlier.push_back(std::move(injection));
    const PlugRun run = usual_run(2);
    std::vector<SegmentPeak> peaks;
    for (std::size_t plug = 0; plug < run.plugs; ++plug) {
        const double apart_s = slower == 1.0 ? 1.0 : 0.0;
        peaks.push_back(peak_at(time_s(run, velocities[3], plug) - apart_s, 1e4, 2.0));
        peaks.push_back(peak_at(time_s(run, velocities[4], plug) + apart_s, 1e4, 2.0));
    }
    std::sort(peaks.begin(), peaks.end(),
              [](const SegmentPeak& a, const SegmentPeak& b) { return a.time_s < b.time_s; });
    const std::size_t both[]{3, 4};
    for (const SegmentPlace& place :
         assign_segments(both, peaks, standards_of(run), learn_times(earlier, params), params)) {
        CAPTURE(slower, place.compound, place.segment, place_kind_name(place.kind), place.expected_sd_s);
        CHECK(place.kind == (slower == 1.0 ? PlaceKind::unclear : PlaceKind::assigned));
        CHECK(place.peak.has_value() == (slower != 1.0));
    }
}
