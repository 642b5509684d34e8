#include "core/simulate/background.hpp"

#include "quiet.hpp"

#include <catch2/catch.hpp>

#include <algorithm>
#include <cmath>

using namespace gassan;
using Catch::Matchers::WithinAbs;
using Catch::Matchers::WithinRel;

TEST_CASE("background: singletons are as many, as strong and as even as printed", "[background]") {
    const SimulateParams params;
    std::vector<Hit> all, one;
    constexpr int scans = 400;
    for (std::uint32_t scan = 0; scan < scans; ++scan) {
        one.clear();
        draw_singletons(params, RandomStream(1, 2, 0, 0, scan), 900.0, one);
        CHECK(std::is_sorted(one.begin(), one.end(), [](const Hit& a, const Hit& b) { return a.mz < b.mz; }));
        all.insert(all.end(), one.begin(), one.end());
    }
    const double n = double(all.size());
    CHECK_THAT(n / scans, WithinAbs(900.0, 5.0 * std::sqrt(900.0 / scans)));
    bool inside = true;
    double above = 0.0, sum_mz = 0.0;
    for (const auto& hit : all) {
        inside = inside && hit.counts >= 30.0f && hit.mz >= 50.0 && hit.mz <= 1000.0;
        above += hit.counts > 100.0f;
        sum_mz += hit.mz;
    }
    CHECK(inside);
    const double share = std::pow(0.3, 2.2);
    CHECK_THAT(above / n, WithinAbs(share, 5.0 * std::sqrt(share / n)));
    CHECK_THAT(sum_mz / n, WithinAbs(525.0, 5.0 * 950.0 / std::sqrt(12.0 * n)));
}

TEST_CASE("background: levels, drift and front steps are as printed", "[background]") {
    auto params = quiet_params();
    params.background.ions_low = params.background.ions_high = 1000.0;
    const auto study = draw_study(params, {}, 9);
    REQUIRE(study.background.size() == 1000);
    std::vector<double> logs;
    for (const auto& ion : study.background) {
        logs.push_back(std::log(ion.level));
        for (const double step : ion.steps) CHECK((step >= 0.5 && step <= 2.0));
    }
    std::sort(logs.begin(), logs.end());
    CHECK_THAT(logs[500], WithinAbs(std::log(200.0), 5.0 * 1.2 * 1.2533 / std::sqrt(1000.0)));
    CHECK_THAT(logs[841] - logs[500], WithinRel(1.2, 0.2));

    const auto run = draw_run(params, study, {}, 9, 0);
    const Detector detector{params, study.gain, 0.0};
    const Background background(detector, study, run, 9, 0);
    // Before, between and after the three fronts: what is left beside the steps passed so far has the drift's sd.
    for (std::size_t passed = 0; passed <= 3; ++passed) {
        const double after = passed == 0 ? 0.0 : run.zones[passed - 1].centre_s;
        const double before = passed == 3 ? 1800.0 : run.zones[passed].centre_s;
        const double time_s = 0.5 * (after + before);
        CAPTURE(passed, time_s);
        std::vector<Hit> hits;
        background.hits(7, time_s, 1.0, hits);
        REQUIRE(hits.size() == 1000);
        double sum = 0.0, squares = 0.0;
        for (std::size_t i = 0; i < 1000; ++i) {
            const auto& ion = study.background[i];
            double steps = 1.0;
            for (std::size_t front = 0; front < passed; ++front) steps *= ion.steps[front];
            const double relative = double(hits[i].counts) / (ion.level * steps) - 1.0;
            sum += relative;
            squares += relative * relative;
        }
        CHECK_THAT(sum / 1000.0, WithinAbs(0.0, 5.0 * 0.1 / std::sqrt(1000.0)));
        CHECK_THAT(std::sqrt(squares / 1000.0), WithinRel(0.1, 5.0 / std::sqrt(2000.0)));
    }
}

TEST_CASE("background: clusters of sheath and electrolyte stand at their masses", "[background]") {
    auto params = quiet_params();
    params.background.ions_low = params.background.ions_high = 200.0;
    const auto study = draw_study(params, {}, 10);
    // Na(HCOONa)n at 22.9892 + n 67.9874, and the protonated methanol dimer.
    for (const double mz : {22.9892 + 67.9874, 22.9892 + 5 * 67.9874, 65.059706})
        CHECK(std::any_of(study.background.begin(), study.background.end(),
                          [&](const BackgroundIon& ion) { return std::fabs(ion.mz - mz) < 5e-4; }));
}

TEST_CASE("background: spray accidents come at their printed rates", "[background]") {
    const SimulateParams params;
    constexpr int runs = 300;
    constexpr double minutes = 35.0;
    constexpr std::size_t scans = 2600;
    double highest = 0.0, spikes = 0.0, bursts = 0.0, dropouts = 0.0;
    for (std::uint32_t run = 0; run < runs; ++run) {
        const auto spray = draw_spray(params, scans, minutes * 60.0, 77, run);
        for (const auto& spike : spray.spikes) CHECK((spike.hit.counts >= 99.9f && spike.hit.counts <= 1.001e5f));
        spikes += double(spray.spikes.size());
        bool down = false;
        for (const double factor : spray.factor) {
            highest = std::max(highest, factor);
            bursts += factor > 1.0;
            if (factor <= 0.3 && !down) ++dropouts;
            down = factor <= 0.3;
        }
    }
    CHECK(highest <= 50.0 * 50.0);  // two bursts may meet
    // Every second spike lasts two scans.
    CHECK_THAT(spikes / runs, WithinAbs(1.5 * 0.5 * minutes, 5.0 * std::sqrt(2.5 * 0.5 * minutes / runs)));
    CHECK_THAT(bursts / runs, WithinAbs(0.05 * minutes, 5.0 * std::sqrt(0.05 * minutes / runs)));
    CHECK_THAT(dropouts / runs, WithinAbs(0.02 * minutes, 5.0 * std::sqrt(0.02 * minutes / runs)));
}
