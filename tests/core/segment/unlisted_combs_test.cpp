#include "core/segment/unlisted_combs.hpp"

#include "tests/core/segment/simulated_plugs.hpp"

#include <catch2/catch.hpp>

#include <cmath>

using namespace gassan;
using namespace gassan::test;

namespace {

const SegmentParams params;

PlugRun run_of(std::size_t plugs) {
    PlugRun run = usual_run(7);
    run.plugs = plugs;
    return run;
}

/// Times of the listed compounds; number 5 of them was seen in the first plug alone.
std::vector<InjectionTimes> listed(const PlugRun& run) {
    auto plugs = injections_of(run, usual_velocities());
    for (std::size_t i = 1; i < plugs.size(); ++i) plugs[i][5] = no_value;
    return plugs;
}

double spacing_s(const PlugRun& run) {
    return (time_s(run, 1.0, run.plugs - 1) - time_s(run, 1.0, 0)) / double(run.plugs - 1);
}

struct Made {
    PlugRun run;
    std::vector<UnlistedPeak> peaks;

    void add(double mz, double velocity_mm_s, std::size_t plug) {
        peaks.push_back({mz, peak_at(time_s(run, velocity_mm_s, plug))});
    }
    [[nodiscard]] std::vector<CombPlace> settled() const {
        return unlisted_combs(peaks, listed(run), spacing_s(run), params);
    }
};

}  // namespace

TEST_CASE("unlisted_combs: a compound of all plugs gives each its peak, another of nearly its m/z too",
          "[unlisted_combs]") {
    const double velocity = GENERATE(1.45, 1.05, 0.88, 0.72);
    Made made{run_of(5), {}};
    for (std::size_t plug = 5; plug-- > 0;) made.add(300.1, velocity, plug);
    for (std::size_t plug = 0; plug < 5; ++plug) made.add(300.1005, velocity * 0.985, plug);
    made.add(300.2, velocity, 2);  // of one plug alone: nobody can tell
    const auto places = made.settled();
    REQUIRE(places.size() == 11);
    for (std::size_t i = 0; i < 5; ++i) {
        CAPTURE(velocity, i);
        CHECK(places[i].segment == 4 - i);
        CHECK(places[5 + i].segment == i);
        CHECK_FALSE(places[i].comigrating);
    }
    CHECK_FALSE(places[10].segment);
}

TEST_CASE("unlisted_combs: gaps inside are no trouble, and what could be of two combs is nobody's",
          "[unlisted_combs]") {
    Made made{run_of(3), {}};
    made.add(210.1, 1.0, 0);  // first and last plug: no other way to have two
    made.add(210.1, 1.0, 2);
    made.add(220.1, 1.1, 0);  // first and second, or second and third?
    made.add(220.1, 1.1, 1);
    made.add(230.1, 0.9, 0);  // four in a row of a run of three
    made.add(230.1, 0.9, 1);
    made.add(230.1, 0.9, 2);
    made.peaks.push_back({230.1, peak_at(time_s(made.run, 0.9, 2) + spacing_s(made.run) + 1.0)});
    const auto places = made.settled();
    CHECK(places[0].segment == 0);
    CHECK(places[1].segment == 2);
    for (std::size_t i = 2; i < 8; ++i) CHECK_FALSE(places[i].segment);
}

TEST_CASE("unlisted_combs: a peak that holds two teeth is none of the two", "[unlisted_combs]") {
    Made made{run_of(4), {}};
    for (const std::size_t plug : {0u, 2u, 3u}) made.add(240.1, 1.0, plug);
    made.peaks[1].peak.begin_s = time_s(made.run, 1.0, 1) - 10.0;  // from the begin of the second plug's
    const auto places = made.settled();
    CHECK_FALSE(places[1].segment);
    CHECK(places[1].comigrating);
    CHECK(places[0].segment == 0);
    CHECK(places[2].segment == 3);
    CHECK_FALSE((places[0].comigrating || places[2].comigrating));
}

TEST_CASE("unlisted_combs: without a law between plugs nothing is told", "[unlisted_combs]") {
    Made made{run_of(3), {}};
    for (const std::size_t plug : {0u, 1u, 2u}) made.add(240.1, 1.0, plug);
    const std::vector<InjectionTimes> nothing(3, InjectionTimes(4, no_value));
    for (const CombPlace& place : unlisted_combs(made.peaks, nothing, 48.0, params)) CHECK_FALSE(place.segment);
}
