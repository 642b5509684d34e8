#include "core/align/align_run.hpp"

#include "core/align/frame.hpp"
#include "core/base/random.hpp"

#include <catch2/catch.hpp>

#include <algorithm>
#include <cmath>
#include <string>
#include <vector>

using namespace gassan;

namespace {

/// 60 ions on a clock, every tenth with an isomer 25 s later.
std::vector<RunIon> made_ions(std::uint64_t seed) {
    RandomStream dice(seed, 1);
    std::vector<RunIon> ions;
    for (int i = 0; i < 60; ++i) {
        const RunIon ion{dice.uniform(70, 900), dice.uniform(200, 1500), draw_log_uniform(dice, 1e3, 1e6)};
        ions.push_back(ion);
        if (i % 10 == 0) ions.push_back({ion.mz, ion.time_s + 25, ion.height});
    }
    return ions;
}

std::vector<RunIon> seen_by(const Warp& warp, const std::vector<RunIon>& ions, double shift_ppm) {
    std::vector<RunIon> seen;
    for (const RunIon& ion : ions)
        seen.push_back({ion.mz * (1 + shift_ppm * 1e-6), warp.time_s(1 / ion.time_s), ion.height});
    std::sort(seen.begin(), seen.end(), [](const RunIon& a, const RunIon& b) { return a.mz < b.mz; });
    return seen;
}

FramingRun framing(const std::string& id, std::vector<RunIon> ions) {
    std::sort(ions.begin(), ions.end(), [](const RunIon& a, const RunIon& b) { return a.mz < b.mz; });
    return {id, std::move(ions), {}, {}, 1.0};
}

}  // namespace

TEST_CASE("A run is laid back exactly where a known warp took it, its m/z shift told") {
    const AlignParams params;
    const auto ions = made_ions(1);
    const Frame frame = frame_of_run(framing("one", ions), Polarity::positive);
    const Warp truth{1.06, 8e-5, -2e-8, 0};
    const RunAlignment alignment =
        align_run(seen_by(truth, ions, 4), frame, warp_prior(frame, {}, params), 1.0, params);
    REQUIRE(alignment.aligned);
    CHECK(alignment.reason.empty());
    CHECK(alignment.n_anchors == int(ions.size()));
    CHECK(alignment.mz_shift_ppm == Approx(4).margin(0.01));
    CHECK(alignment.rms_s < 0.05);
    for (const RunIon& ion : ions)
        CHECK(alignment.warp.time_s(1 / ion.time_s) == Approx(truth.time_s(1 / ion.time_s)).margin(0.1));
    CHECK(alignment.first_anchor_s < 240);
    CHECK_FALSE(alignment.extrapolates(alignment.last_anchor_s * 1.05));
    CHECK(alignment.extrapolates(alignment.last_anchor_s * 1.2));
    CHECK(alignment.extrapolates(alignment.first_anchor_s * 0.8));
}

TEST_CASE("A run laid onto itself stays where it is") {
    const AlignParams params;
    const auto ions = made_ions(2);
    const Frame frame = frame_of_run(framing("one", ions), Polarity::positive);
    const RunAlignment alignment =
        align_run(seen_by({1, 0, 0, 0}, ions, 0), frame, warp_prior(frame, {}, params), 1.0, params);
    CHECK(alignment.warp.a == Approx(1).epsilon(1e-6));
    CHECK(alignment.rms_s < 1e-3);
}

TEST_CASE("A run with ions of its own is not aligned, is told so, and is not shifted") {
    const AlignParams params;
    const Frame frame = frame_of_run(framing("one", made_ions(3)), Polarity::positive);
    const RunAlignment alignment =
        align_run(seen_by({1, 0, 0, 0}, made_ions(4), 0), frame, warp_prior(frame, {}, params), 1.0, params);
    CHECK_FALSE(alignment.aligned);
    CHECK_FALSE(alignment.reason.empty());
    CHECK(alignment.warp.time_s(1 / 500.0) == Approx(500));
    CHECK_FALSE(align_run({}, frame, warp_prior(frame, {}, params), 1.0, params).aligned);
}

TEST_CASE("A run whose anchors scatter far more than the others' is warned of, the others are not") {
    const AlignParams params;
    const auto ions = made_ions(5);
    const Frame frame = frame_of_run(framing("one", ions), Polarity::positive);
    std::vector<RunAlignment> alignments;
    for (int run = 0; run < 5; ++run) {
        auto seen = seen_by({1.02, 0, 0, 0}, ions, 0);
        RandomStream dice(11, 2, std::uint32_t(run));
        for (RunIon& ion : seen) ion.time_s *= 1 + (run == 3 ? 0.006 : 0.0004) * draw_normal(dice);
        alignments.push_back(align_run(seen, frame, warp_prior(frame, {}, params), 1.0, params));
    }
    judge_alignments(alignments, params);
    for (int run = 0; run < 5; ++run) {
        CAPTURE(run, alignments[std::size_t(run)].reason);
        CHECK(alignments[std::size_t(run)].aligned);
        CHECK(alignments[std::size_t(run)].reason.empty() == (run != 3));
    }
}

TEST_CASE("A run whose current failed is aligned before it and after, and the time is told") {
    const AlignParams params;
    for (const double late_s : {12.0, 45.0, 80.0}) {
        const auto ions = made_ions(9);
        const Frame frame = frame_of_run(framing("one", ions), Polarity::positive);
        auto seen = seen_by({1.03, 4e-5, 0, 0}, ions, 2);
        RandomStream dice(31, 1);
        for (RunIon& ion : seen)
            ion.time_s = ion.time_s * (1 + 0.0004 * draw_normal(dice)) + (ion.time_s > 640 ? late_s : 0);
        const RunAlignment alignment = align_run(seen, frame, warp_prior(frame, {}, params), 1.0, params);
        CAPTURE(late_s, alignment.reason);
        REQUIRE(alignment.aligned);
        CHECK(alignment.n_anchors >= 60);  // of 66: some stand within the failure
        CHECK(alignment.reason.starts_with("its current failed: what comes after "));
        for (const RunIon& ion : ions) {
            const double smooth_s = Warp{1.03, 4e-5, 0, 0}.time_s(1 / ion.time_s);
            const double true_s = smooth_s + (smooth_s > 640 ? late_s : 0);
            if (std::abs(smooth_s - 640) > 60)
                CHECK(alignment.warp.time_s(1 / ion.time_s) == Approx(true_s).margin(0.002 * true_s + 1));
        }
        for (const double time_s : {250.0, 640.0, 700.0, 1400.0})
            CHECK(alignment.warp.time_s(alignment.warp.place(time_s)) == Approx(time_s).epsilon(1e-9));
    }
}

TEST_CASE("A run without failure is not cut into pieces, and one that salt bends is followed without a warning") {
    const AlignParams params;
    for (std::uint64_t seed = 1; seed <= 6; ++seed) {
        auto ions = made_ions(seed);
        const auto more = made_ions(seed + 50);
        ions.insert(ions.end(), more.begin(), more.end());
        const Frame frame = frame_of_run(framing("one", ions), Polarity::positive);
        auto seen = seen_by({0.97, -3e-5, 1e-8, 0}, ions, 2);
        RandomStream dice(41, std::uint32_t(seed));
        for (RunIon& ion : seen) ion.time_s *= 1 + 0.0004 * draw_normal(dice);
        const RunAlignment plain = align_run(seen, frame, warp_prior(frame, {}, params), 1.0, params);
        CAPTURE(seed);
        CHECK(plain.warp.late.empty());
        CHECK(plain.reason.empty());
        const auto bend_s = [](double s) { return 20 * std::exp(-0.5 * std::pow((s - 900) / 200, 2)); };
        for (RunIon& ion : seen) ion.time_s += bend_s(ion.time_s);
        const RunAlignment bent = align_run(seen, frame, warp_prior(frame, {}, params), 1.0, params);
        CHECK(bent.reason.empty());
        const Warp truth{0.97, -3e-5, 1e-8, 0};
        for (const RunIon& ion : ions) {
            const double smooth_s = truth.time_s(1 / ion.time_s), true_s = smooth_s + bend_s(smooth_s);
            CAPTURE(true_s);
            CHECK(bent.warp.time_s(1 / ion.time_s) == Approx(true_s).margin(4));
        }
    }
}

TEST_CASE("Ions that come together share a vote, and a leaning apex without its centre knows its time less well") {
    std::vector<Feature> features(4);
    for (std::size_t i = 0; i < 4; ++i) {
        features[i].mz = 100.0 + double(i);
        features[i].mt_s = i < 3 ? 500 + 0.2 * double(i) : 800;
        features[i].height = 1000;
        features[i].fwhm_s = 10;
        features[i].asymmetry = i == 1 ? 2.0 : 1.0;
    }
    features[2].asymmetry = 2.0;
    features[2].a1_s = 504;
    const auto ions = strong_ions(features, AlignParams{});
    REQUIRE(ions.size() == 4);
    CHECK(ions[0].vote == Approx(0.5));
    CHECK(ions[2].time_s == 504);
    CHECK(ions[2].vote == 1);
    CHECK(ions[3].vote == 1);
    CHECK(ions[0].sd_s == 0);
    CHECK(ions[1].sd_s == Approx(5 * std::log(2.0)));
    CHECK(ions[2].sd_s == 0);
}

TEST_CASE("The frame takes in what most runs share and the clock's own run lacks") {
    const AlignParams params;
    const auto ions = made_ions(8);
    std::vector<FramingRun> runs;
    for (int run = 0; run < 6; ++run) {
        auto seen = seen_by({1 + 0.01 * run, 0, 0, 0}, ions, 0);
        if (run == 0) std::erase_if(seen, [](const RunIon& ion) { return ion.time_s > 1200; });
        runs.push_back(framing("run" + std::to_string(run), seen));
    }
    const auto late = std::count_if(ions.begin(), ions.end(), [](const RunIon& ion) { return ion.time_s > 1200; });
    REQUIRE(late > 5);
    Frame frame = frame_of_run(runs[0], Polarity::positive);
    for (int round = 0; round < 3; ++round) {
        std::vector<RunAlignment> alignments;
        for (const FramingRun& run : runs)
            alignments.push_back(align_run(run.ions, frame, warp_prior(frame, {}, params), 1.0, params));
        frame = composite_frame(frame, runs, alignments);
    }
    CHECK(frame.ions.size() == ions.size());
}

TEST_CASE("Standards and blanks found no frame where there are samples") {
    auto runs = std::vector{framing("a", made_ions(1)), framing("b", made_ions(1)), framing("c", made_ions(1))};
    runs[1].ions.resize(20);
    runs[0].is_usual = runs[2].is_usual = false;
    CHECK(clock_candidates(runs) == std::vector<std::size_t>{1});
    runs[1].is_usual = false;
    CHECK(clock_candidates(runs).size() == 3);
}

TEST_CASE("Only ions with an apex of their own are strong ions, the highest first") {
    std::vector<Feature> features(4);
    for (std::size_t i = 0; i < 4; ++i) {
        features[i].mz = 100.0 + double(i);
        features[i].mt_s = 300;
        features[i].height = 1000.0 * double(i + 1);
    }
    features[3].ion = "M+1 of F2";
    features[2].flags = FeatureFlag::shoulder;
    AlignParams params;
    CHECK(strong_ions(features, params).size() == 2);
    params.strong_ions = 1;
    REQUIRE(strong_ions(features, params).size() == 1);
    CHECK(strong_ions(features, params)[0].height == 2000);
}

TEST_CASE("The frame is the same for any order of runs, and stands on medians, not on one run's luck") {
    const AlignParams params;
    const auto ions = made_ions(6);
    std::vector<FramingRun> runs;
    for (int run = 0; run < 7; ++run) {
        RandomStream dice(21, 3, std::uint32_t(run));
        auto seen = seen_by({1 + 0.02 * draw_normal(dice), 0, 0, 0}, ions, draw_normal(dice));
        for (RunIon& ion : seen) ion.time_s *= 1 + 0.002 * draw_normal(dice);
        if (run == 0) seen[10].time_s += 3;  // this run's own trouble
        runs.push_back(framing("run" + std::to_string(run), seen));
    }
    const auto composite = [&](const std::vector<FramingRun>& some) {
        const auto clock =
            std::find_if(some.begin(), some.end(), [](const auto& run) { return run.sample_id == "run0"; });
        Frame frame = frame_of_run(*clock, Polarity::positive);
        for (int round = 0; round < 2; ++round) {
            std::vector<RunAlignment> alignments;
            for (const FramingRun& run : some)
                alignments.push_back(align_run(run.ions, frame, warp_prior(frame, {}, params), 1.0, params));
            frame = composite_frame(frame, some, alignments);
        }
        return frame;
    };
    const Frame frame = composite(runs);
    std::vector<FramingRun> turned(runs.rbegin(), runs.rend());
    const Frame other = composite(turned);
    REQUIRE(frame.ions.size() == other.ions.size());
    for (std::size_t i = 0; i < frame.ions.size(); ++i) CHECK(frame.ions[i].place == other.ions[i].place);
    CHECK(frame.relative_sd == Approx(0.002).epsilon(0.25));

    auto candidates = clock_candidates(runs), of_turned = clock_candidates(turned);
    REQUIRE(candidates.size() == 5);
    for (std::size_t i = 0; i < 5; ++i) CHECK(runs[candidates[i]].sample_id == turned[of_turned[i]].sample_id);
}

TEST_CASE("Markers lay the frame through their mobilities: one moves it, two stretch it") {
    auto ions = made_ions(7);
    ions.push_back({152.0706, 841, 1e6});
    ions.push_back({237.16, 450, 1e6});
    FramingRun run = framing("one", ions);
    run.scale = MobilityScale{21333, -24, 1.5};
    run.markers = {{{"paracetamol", 152.0706, 0.0}, "F1", 841, 0}};
    const AlignParams params;
    Frame frame = frame_of_run(run, Polarity::positive);
    CHECK(frame.in_tu);
    const std::vector<FramingRun> runs{run};
    const auto laid = [&](const std::vector<FramingRun>& some) {
        return composite_frame(
            frame, some, std::vector{align_run(run.ions, frame, warp_prior(frame, run.scale, params), 1, params)});
    };
    const Frame one = laid(runs);
    CHECK(one.clock.place(841) == Approx(0).margin(1e-6));
    CHECK(one.clock.a == Approx(21333));
    auto both = runs;
    both[0].markers.push_back({{"procaine", 237.16, 23.0}, "F2", 450, 0});
    const Frame two = laid(both);
    CHECK(two.clock.place(841) == Approx(0).margin(1e-6));
    CHECK(two.clock.place(450) == Approx(23).margin(1e-6));
}
