#include "core/align/late_path.hpp"

#include "core/base/random.hpp"

#include <catch2/catch.hpp>

#include <algorithm>
#include <cmath>
#include <functional>
#include <vector>

using namespace gassan;

namespace {

const Warp law{21333, -16, 0, 9};

/// 120 ions between 250 and 1700 s, so much late; of every five two are somewhere else.
std::vector<TwinCandidate> late_candidates(const std::function<double(double)>& late_s, std::uint64_t seed) {
    RandomStream dice(seed, 1);
    std::vector<TwinCandidate> candidates;
    for (std::size_t ion = 0; ion < 120; ++ion) {
        const double smooth_s = dice.uniform(250, 1700), elsewhere = dice.uniform(0.75, 1.3);
        const double noise = 1 + 0.001 * draw_normal(dice);
        const bool strange = ion % 5 < 2;
        const double time_s = strange ? smooth_s * elsewhere : (smooth_s + late_s(smooth_s)) * noise;
        candidates.push_back({ion, time_s, law.place(smooth_s)});
    }
    return candidates;
}

double late_at(const std::vector<Lateness>& path, double time_s) {
    return Warp{.late = path}.late_s(time_s);
}

}  // namespace

TEST_CASE("A path of lateness steps where most ions step, however many are elsewhere") {
    for (const std::uint64_t seed : {1, 2, 3, 4}) {
        const auto path = late_path(late_candidates([](double s) { return s < 700 ? 0.0 : 45.0; }, seed), law);
        REQUIRE(path.size() >= 10);
        CAPTURE(seed);
        for (const double time_s : {300.0, 500.0, 600.0})
            CHECK(late_at(path, time_s) == Approx(0).margin(0.008 * time_s));
        for (const double time_s : {900.0, 1200.0, 1600.0})
            CHECK(late_at(path, time_s) == Approx(45).margin(0.008 * time_s));
        for (std::size_t i = 1; i < path.size(); ++i) {
            CHECK(path[i].time_s > path[i - 1].time_s);
            CHECK(path[i].time_s - path[i].late_s > path[i - 1].time_s - path[i - 1].late_s);
        }
    }
}

TEST_CASE("A path of lateness follows a bend to either side, and stays at nothing where there is none") {
    const auto bend = [](double s) { return -40 * std::exp(-0.5 * std::pow((s - 1300) / 250, 2)); };
    const auto path = late_path(late_candidates(bend, 5), law);
    CHECK(late_at(path, 1260) == Approx(-40).margin(10));
    CHECK(late_at(path, 500) == Approx(0).margin(4));
    for (const Lateness& knot : late_path(late_candidates([](double) { return 0.0; }, 6), law))
        CHECK(std::abs(knot.late_s) <= 0.0051 * knot.time_s);
}

TEST_CASE("A path of lateness needs stretches to tell apart") {
    CHECK(late_path({}, law).empty());
    auto few = late_candidates([](double) { return 0.0; }, 7);
    few.resize(11);
    CHECK(late_path(few, law).empty());
}

TEST_CASE("Ions that come together step a path of lateness with one vote") {
    // Eleven clusters of salt at one time, against eight compounds there that the salt brings 4 % early.
    std::vector<TwinCandidate> candidates;
    for (std::size_t ion = 0; ion < 60; ++ion) {
        const double smooth_s = 300 + 15 * double(ion);
        candidates.push_back({ion, smooth_s, law.place(smooth_s)});
    }
    for (std::size_t ion = 60; ion < 71; ++ion) candidates.push_back({ion, 1400, law.place(1400), 1.0 / 11});
    for (std::size_t ion = 71; ion < 79; ++ion) {
        const double smooth_s = 1390 + 4 * double(ion - 71);
        candidates.push_back({ion, 0.96 * smooth_s, law.place(smooth_s)});
    }
    CHECK(late_at(late_path(candidates, law), 1400) < -30);
}
