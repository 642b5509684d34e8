#include "core/segment/segment_spacing.hpp"

#include "tests/core/segment/simulated_plugs.hpp"

#include <catch2/catch.hpp>

#include <algorithm>
#include <cmath>

using namespace gassan;
using namespace gassan::test;
using Catch::Matchers::WithinAbs;

namespace {

const SegmentParams params;

/// Times told by one run of another day.
TimeModel told_times() {
    return learn_times(injections_of(usual_run(90), usual_velocities()), params);
}

struct Made {
    std::vector<StandardPeaks> standards;

    /// Takes the peak of a standard in a plug away.
    void lose(std::size_t standard, const PlugRun& run, std::size_t plug) {
        const double at_s = time_s(run, usual_velocities()[standards[standard].compound], plug);
        std::erase_if(standards[standard].peaks, [&](const SegmentPeak& peak) { return peak.time_s == at_s; });
    }
    void add(std::size_t standard, const SegmentPeak& peak) {
        auto& peaks = standards[standard].peaks;
        peaks.insert(std::upper_bound(peaks.begin(), peaks.end(), peak,
                                      [](const SegmentPeak& a, const SegmentPeak& b) { return a.time_s < b.time_s; }),
                     peak);
    }
};

Made made(const PlugRun& run, const std::vector<std::size_t>& compounds = {0, 2, 5, 7, 9}) {
    Made result;
    RandomStream random(3, 4040);
    for (const std::size_t compound : compounds) {
        StandardPeaks standard{.compound = compound};
        for (std::size_t i = 0; i < run.plugs; ++i)
            standard.peaks.push_back(
                peak_at(time_s(run, usual_velocities()[compound], i), 1e4 * std::exp(0.4 * draw_normal(random))));
        result.standards.push_back(standard);
    }
    return result;
}

/// How many teeth are told to be seen, and how many of them are another plug's.
struct Count {
    std::size_t seen = 0, wrong = 0;
};

Count count(const SegmentSpacing& spacing, const Made& run_made, const PlugRun& run) {
    Count result;
    for (std::size_t s = 0; s < run_made.standards.size(); ++s)
        for (std::size_t i = 0; i < run.plugs; ++i) {
            const Tooth& tooth = spacing.tooth(s, i);
            if (tooth.kind != ToothKind::seen) continue;
            ++result.seen;
            result.wrong += tooth.time_s != time_s(run, usual_velocities()[run_made.standards[s].compound], i);
        }
    return result;
}

}  // namespace

TEST_CASE("segment_spacing: a whole run is told plug by plug, with or without times told before", "[segment]") {
    const std::uint64_t seed = GENERATE(1, 2, 3, 4, 5);
    const bool told = GENERATE(false, true);
    const PlugRun run = usual_run(seed);
    const Made all = made(run);
    const SegmentSpacing spacing = segment_spacing(all.standards, 13, told ? told_times() : TimeModel{}, params);
    CHECK(spacing.clear);
    CHECK(spacing.notes.empty());
    CHECK(count(spacing, all, run).seen == 5 * 13);
    CHECK(count(spacing, all, run).wrong == 0);
    // ions take 4 mm at 0.7 to 1.5 mm / s, and the spacer lasts 45 s
    CHECK(spacing.spacing_s > 46.0);
    CHECK(spacing.spacing_s < 52.0);
}

TEST_CASE("segment_spacing: strays between the teeth, low and high, are nobody's teeth", "[segment]") {
    const std::uint64_t seed = GENERATE(1, 2, 3, 4, 5, 6);
    const PlugRun run = usual_run(seed);
    Made all = made(run);
    RandomStream random(seed, 4040);
    for (std::size_t s = 0; s < all.standards.size(); ++s) {
        for (int n = 0; n < 12; ++n) all.add(s, peak_at(300.0 + 1800.0 * random.uniform(), 800.0));
        all.add(s, peak_at(300.0 + 1800.0 * random.uniform(), 5e4));
    }
    const SegmentSpacing spacing = segment_spacing(all.standards, 13, told_times(), params);
    CAPTURE(seed);
    CHECK(spacing.clear);
    CHECK(count(spacing, all, run).seen >= 5 * 13 - 2);
    CHECK(count(spacing, all, run).wrong <= 1);  // a stray within seconds of a tooth may take its place
}

TEST_CASE("segment_spacing: a plug that failed is missing, and those after it keep their numbers", "[segment]") {
    const std::size_t failed = GENERATE(1, 6, 11);
    const PlugRun run = usual_run(4);
    Made all = made(run);
    for (std::size_t s = 0; s < 5; ++s) all.lose(s, run, failed);
    const SegmentSpacing spacing = segment_spacing(all.standards, 13, told_times(), params);
    CHECK(spacing.clear);
    CHECK(count(spacing, all, run).seen == 5 * 12);
    CHECK(count(spacing, all, run).wrong == 0);
    for (std::size_t s = 0; s < 5; ++s) CHECK(spacing.tooth(s, failed).kind == ToothKind::missing);
}

TEST_CASE("segment_spacing: a peak that no other standard vouches for does not bring a failed plug back", "[segment]") {
    const PlugRun run = usual_run(4);
    Made all = made(run);
    for (std::size_t s = 1; s < 5; ++s) all.lose(s, run, 6);
    const SegmentSpacing spacing = segment_spacing(all.standards, 13, told_times(), params);
    CHECK(spacing.tooth(0, 6).kind == ToothKind::missing);
    CHECK(count(spacing, all, run).seen == 5 * 12);
}

TEST_CASE("segment_spacing: without the first plug or the last, nobody guesses which it was", "[segment]") {
    const std::size_t failed = GENERATE(0, 12);
    const PlugRun run = usual_run(4);
    Made all = made(run);
    for (std::size_t s = 0; s < 5; ++s) all.lose(s, run, failed);
    const SegmentSpacing unclear = segment_spacing(all.standards, 13, told_times(), params);
    CHECK_FALSE(unclear.clear);
    REQUIRE(unclear.notes.size() == 1);
    CHECK(unclear.notes[0].code == "segment-edge-unclear");
    CHECK(count(unclear, all, run).seen == 0);
    for (const double one : plug_times(unclear, all.standards, 5, 11)) CHECK(std::isnan(one));

    // 10 s off the truth: told by another run, where the flow was another.
    for (StandardPeaks& standard : all.standards)
        standard.first_plug_s = time_s(run, usual_velocities()[standard.compound], 0) + 10.0;
    const SegmentSpacing told = segment_spacing(all.standards, 13, told_times(), params);
    CHECK(told.clear);
    CHECK(count(told, all, run).seen == 5 * 12);
    CHECK(count(told, all, run).wrong == 0);
    // Half a spacing off says nothing.
    for (StandardPeaks& standard : all.standards) standard.first_plug_s += 14.0;
    CHECK_FALSE(segment_spacing(all.standards, 13, told_times(), params).clear);
}

TEST_CASE("segment_spacing: a standard that lacks its first tooth or its last is laid beside the others", "[segment]") {
    const std::size_t lost = GENERATE(0, 12);
    const std::size_t standard = GENERATE(0, 3);
    const PlugRun run = usual_run(2);
    Made all = made(run);
    all.lose(standard, run, lost);
    const SegmentSpacing spacing = segment_spacing(all.standards, 13, told_times(), params);
    CHECK(spacing.clear);
    CHECK(count(spacing, all, run).seen == 5 * 13 - 1);
    CHECK(count(spacing, all, run).wrong == 0);
    CHECK(spacing.tooth(standard, lost).kind == ToothKind::missing);
    // where it would have been
    CHECK_THAT(spacing.tooth(standard, lost).time_s,
               WithinAbs(time_s(run, usual_velocities()[all.standards[standard].compound], lost), 3.0));
}

TEST_CASE("segment_spacing: a comb with an edge missing stays unclear where nothing was told before", "[segment]") {
    const PlugRun run = usual_run(2);
    Made all = made(run);
    all.lose(1, run, 0);
    const SegmentSpacing spacing = segment_spacing(all.standards, 13, {}, params);
    CHECK(spacing.clear);
    for (std::size_t i = 0; i < 13; ++i) CHECK(spacing.tooth(1, i).kind == ToothKind::unclear);
    CHECK(count(spacing, all, run).seen == 4 * 13);
}

TEST_CASE("segment_spacing: a peak that two plugs share is none of the two", "[segment]") {
    const PlugRun run = usual_run(2);
    Made all = made(run);
    const double first_s = time_s(run, usual_velocities()[5], 3), second_s = time_s(run, usual_velocities()[5], 4);
    all.lose(2, run, 3);
    all.lose(2, run, 4);
    all.add(2, {0.5 * (first_s + second_s), first_s - 15.0, second_s + 15.0, 2e4});
    const SegmentSpacing spacing = segment_spacing(all.standards, 13, told_times(), params);
    CHECK(spacing.tooth(2, 3).kind == ToothKind::merged);
    CHECK(spacing.tooth(2, 4).kind == ToothKind::merged);
    CHECK(spacing.tooth(2, 3).peak == spacing.tooth(2, 4).peak);
    CHECK(std::isnan(plug_times(spacing, all.standards, 3, 11)[5]));
    CHECK(std::isfinite(plug_times(spacing, all.standards, 3, 11)[7]));
    CHECK(count(spacing, all, run).seen == 5 * 13 - 2);
    CHECK(count(spacing, all, run).wrong == 0);
}

TEST_CASE("segment_spacing: standards without repeated peaks are told of", "[segment]") {
    std::vector<StandardPeaks> standards(2);
    standards[1].peaks = {peak_at(500.0)};
    const SegmentSpacing spacing = segment_spacing(standards, 7, {}, params);
    CHECK_FALSE(spacing.clear);
    REQUIRE(spacing.notes.size() == 1);
    CHECK(spacing.notes[0].code == "segments-not-found");
}
