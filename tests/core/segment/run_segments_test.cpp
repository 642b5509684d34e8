#include "core/segment/run_segments.hpp"

#include "core/base/error.hpp"
#include "tests/core/segment/simulated_plugs.hpp"

#include <catch2/catch.hpp>

#include <algorithm>
#include <cmath>

using namespace gassan;
using namespace gassan::test;

namespace {

const SegmentParams params;

/// usual_velocities(); 0, 2, 5, 7 and 9 are internal standards, 3 and 4 isomers, 10 has never been seen.
std::vector<SegmentCompound> compounds() {
    std::vector<SegmentCompound> all;
    for (std::size_t c = 0; c < 11; ++c) {
        const bool is_standard = c == 0 || c == 2 || c == 5 || c == 7 || c == 9;
        all.push_back({100.05 + 10.0 * double(c == 4 ? 3 : c), is_standard, no_value});
    }
    return all;
}

TimeModel learnt() {
    std::vector<InjectionTimes> all;
    for (std::uint64_t seed = 20; seed < 24; ++seed)
        for (InjectionTimes& injection : injections_of(usual_run(seed), usual_velocities())) {
            injection[10] = no_value;
            all.push_back(std::move(injection));
        }
    return learn_times(all, params);
}

Feature feature_at(double mz, double time_s) {
    Feature feature;
    feature.mz = mz;
    feature.mt_s = time_s;
    feature.height = 1e4;
    feature.fwhm_s = 6.0;
    feature.begin_s = time_s - 8.0;
    feature.end_s = time_s + 8.0;
    return feature;
}

/// In no order of time: by compound, last plug first.
std::vector<Feature> features_of(const PlugRun& run, const auto& is_there) {
    std::vector<Feature> features;
    const auto all = compounds();
    for (std::size_t c = 0; c < all.size(); ++c)
        for (std::size_t i = run.plugs; i-- > 0;)
            if (is_there(c, i)) {
                features.push_back(feature_at(all[c].mz + 4e-4, time_s(run, usual_velocities()[c], i)));
                features.push_back(feature_at(all[c].mz, features.back().mt_s + 9.0));
                features.back().ion = "M+1 of F1";  // an echo, which nobody may take for a peak
            }
    return features;
}

}  // namespace

TEST_CASE("settle_segments: each sample of a run gets its own peaks; a blank and a failed injection get none",
          "[segment]") {
    const std::uint64_t seed = GENERATE(31, 32, 33);
    const PlugRun run = usual_run(seed);
    // Plug 3 is a blank: standards alone. Plug 8 failed: nothing. Compound 6 is not in plug 0.
    const auto is_there = [](std::size_t c, std::size_t plug) {
        if (plug == 8) return false;
        if (plug == 3) return compounds()[c].is_internal_standard;
        return !(c == 6 && plug == 0);
    };
    const auto features = features_of(run, is_there);
    const RunSegments settled = settle_segments(features, compounds(), 13, learnt(), params);
    REQUIRE(settled.spacing.clear);
    REQUIRE(settled.cells.size() == 11 * 13);
    REQUIRE(settled.plugs.size() == 13);
    std::size_t assigned = 0;
    for (std::size_t c = 0; c < 11; ++c)
        for (std::size_t i = 0; i < 13; ++i) {
            const SegmentCell& cell = settled.cell(c, i);
            const double truth_s = time_s(run, usual_velocities()[c], i);
            CAPTURE(seed, c, i, truth_s, cell.expected_s, place_kind_name(cell.kind));
            if (c == 10) {
                CHECK(cell.kind == PlaceKind::not_told);
            } else if (cell.kind == PlaceKind::assigned) {
                ++assigned;
                CHECK(is_there(c, i));
                CHECK(features[*cell.feature].mt_s == truth_s);
                CHECK(settled.plugs[i][c] == truth_s);
            } else {
                CHECK(std::isnan(settled.plugs[i][c]));
                if (i == 8) CHECK((cell.kind == PlaceKind::no_standards || cell.kind == PlaceKind::absent));
                // Isomers of neighbouring plugs come nearly together: these alone may stay open.
                if (is_there(c, i)) CHECK((c == 3 || c == 4));
                if (is_there(c, i)) CHECK((cell.kind == PlaceKind::comigrating || cell.kind == PlaceKind::unclear));
            }
        }
    // 5 standards in 12 plugs, and of the 5 analytes with a time 54 peaks, of which two isomers' may stay open.
    CHECK(assigned >= 5 * 12 + 3 * 11 - 1);
}

TEST_CASE("settle_segments: the peaks of a compound are never given to its isomer as well", "[segment]") {
    std::vector<SegmentCompound> isomers = compounds();
    isomers[6].mz =
        isomers[1].mz + 5e-4;  // 1.38 and 1.10 mm / s: later plugs of the one meet earlier ones of the other
    const std::vector<double> velocities = usual_velocities();
    std::size_t flagged = 0;
    for (std::uint64_t seed = 41; seed < 53; ++seed) {
        const PlugRun run = usual_run(seed);
        std::vector<Feature> features;
        for (std::size_t c = 0; c < 10; ++c)
            for (std::size_t i = 0; i < 13 && c != 6; ++i)
                features.push_back(feature_at(isomers[c].mz, time_s(run, velocities[c], i)));
        const RunSegments settled = settle_segments(features, isomers, 13, learnt(), params);
        for (std::size_t i = 0; i < 13; ++i) {
            CAPTURE(seed, i);
            CHECK(settled.cell(6, i).kind != PlaceKind::assigned);
            flagged += settled.cell(6, i).kind != PlaceKind::absent;
        }
    }
    CHECK(flagged >= 10);
}

TEST_CASE("settle_segments: without standards nothing is assigned, and a note says why", "[segment]") {
    const PlugRun run = usual_run(31);
    const auto features =
        features_of(run, [](std::size_t c, std::size_t) { return !compounds()[c].is_internal_standard; });
    const RunSegments settled = settle_segments(features, compounds(), 13, learnt(), params);
    REQUIRE(settled.spacing.notes.size() == 1);
    CHECK(settled.spacing.notes[0].code == "segments-not-found");
    for (const SegmentCell& cell : settled.cells) CHECK_FALSE(cell.feature);
    CHECK(settled.cell(1, 0).kind == PlaceKind::no_standards);
}

TEST_CASE("settle_segments: refuses a model of other compounds", "[segment]") {
    CHECK_THROWS_AS(settle_segments({}, std::vector<SegmentCompound>(4), 13, learnt(), params), ParameterError);
}
