#include "core/match/cluster_peaks.hpp"

#include "core/base/random.hpp"

#include <catch2/catch.hpp>

#include <algorithm>
#include <cmath>
#include <set>
#include <vector>

using namespace gassan;

namespace {

/// Peaks of ions at the given times in many runs, jittered; absent in a share of the runs.
std::vector<PlacedPeak> made_peaks(const std::vector<double>& times_s, std::size_t runs, double sd_s, double absent,
                                   std::uint64_t seed) {
    std::vector<PlacedPeak> peaks;
    for (std::size_t run = 0; run < runs; ++run)
        for (std::size_t ion = 0; ion < times_s.size(); ++ion) {
            RandomStream dice(seed, 1, std::uint32_t(run), std::uint32_t(ion));
            if (dice.uniform() < absent) continue;
            const double mz = 132.1019 * (1 + 1e-6 * draw_normal(dice));
            peaks.push_back({mz, times_s[ion] + sd_s * draw_normal(dice), sd_s, run, ion});
        }
    return peaks;
}

/// How many clusters hold exactly the peaks of one ion (told by PlacedPeak::feature).
int pure_and_whole(const std::vector<Cluster>& clusters, const std::vector<PlacedPeak>& peaks) {
    int whole = 0;
    for (const Cluster& cluster : clusters) {
        std::set<std::size_t> ions;
        for (const std::size_t member : cluster.members) ions.insert(peaks[member].feature);
        const auto of_ion = std::count_if(peaks.begin(), peaks.end(),
                                          [&](const PlacedPeak& peak) { return peak.feature == *ions.begin(); });
        whole += ions.size() == 1 && std::size_t(of_ion) == cluster.members.size();
    }
    return whole;
}

}  // namespace

TEST_CASE("Isomers four widths of their jitter apart are told apart in every run") {
    const AssignRule rule{.mz_sd_ppm = 4};
    const auto peaks = made_peaks({600, 612}, 20, 3, 0.1, 1);
    const auto clusters = cluster_peaks(peaks, 20, rule);
    CHECK(clusters.size() == 2);
    CHECK(pure_and_whole(clusters, peaks) == 2);
}

TEST_CASE("One compound that jitters stays one, however wide its runs lie") {
    const AssignRule rule{.mz_sd_ppm = 4};
    for (std::uint64_t seed = 1; seed <= 20; ++seed) {
        const auto peaks = made_peaks({600}, 20, 4, 0.2, seed);
        CAPTURE(seed);
        CHECK(cluster_peaks(peaks, 20, rule).size() == 1);
    }
}

TEST_CASE("Four isomers in a row are four, with one run's stray beside them") {
    const AssignRule rule{.mz_sd_ppm = 4};
    auto peaks = made_peaks({600, 620, 640, 660}, 20, 3, 0.1, 3);
    peaks.push_back({132.1019, 629, 3, 4, 99});
    const auto clusters = cluster_peaks(peaks, 20, rule);
    const auto strong =
        std::count_if(clusters.begin(), clusters.end(), [](const Cluster& c) { return c.members.size() > 5; });
    CHECK(strong == 4);
    CHECK(pure_and_whole(clusters, peaks) >= 4);
}

TEST_CASE("A cluster never holds two peaks of a run, and every peak is in one") {
    const AssignRule rule{.mz_sd_ppm = 4};
    const auto peaks = made_peaks({600, 606, 611, 640}, 30, 3, 0.3, 4);
    std::vector<int> held(peaks.size(), 0);
    for (const Cluster& cluster : cluster_peaks(peaks, 30, rule)) {
        std::set<std::size_t> runs;
        for (const std::size_t member : cluster.members) {
            ++held[member];
            CHECK(runs.insert(peaks[member].run).second);
        }
    }
    CHECK(std::all_of(held.begin(), held.end(), [](int times) { return times == 1; }));
}

TEST_CASE("Clusters do not depend on the order of the peaks") {
    const AssignRule rule{.mz_sd_ppm = 4};
    const auto peaks = made_peaks({600, 610, 700}, 12, 4, 0.3, 5);
    std::vector<PlacedPeak> turned(peaks.rbegin(), peaks.rend());
    const auto one = cluster_peaks(peaks, 12, rule), other = cluster_peaks(turned, 12, rule);
    REQUIRE(one.size() == other.size());
    for (std::size_t i = 0; i < one.size(); ++i) {
        CHECK(one[i].time_s == other[i].time_s);
        CHECK(one[i].mz == other[i].mz);
        std::set<std::size_t> a(one[i].members.begin(), one[i].members.end()), b;
        for (const std::size_t member : other[i].members) b.insert(peaks.size() - 1 - member);
        CHECK(a == b);
    }
}

TEST_CASE("Two runs with one peak each are one ion when near and two when far") {
    const AssignRule rule{.mz_sd_ppm = 4};
    const std::vector<PlacedPeak> near{{500, 600, 3, 0, 0}, {500.001, 604, 3, 1, 0}};
    CHECK(cluster_peaks(near, 2, rule).size() == 1);
    const std::vector<PlacedPeak> far{{500, 600, 3, 0, 0}, {500.001, 640, 3, 1, 0}};
    CHECK(cluster_peaks(far, 2, rule).size() == 2);
    CHECK(cluster_peaks({}, 2, rule).empty());
}

TEST_CASE("Neighbourhoods are those of comparing every peak with every other") {
    const AssignRule rule{.mz_tolerance_ppm = 10, .most_sd = 5};
    for (std::uint64_t seed = 1; seed <= 40; ++seed) {
        CAPTURE(seed);
        RandomStream dice(seed, 1);
        // Sparse to crowded; widths that differ tenfold, so that one peak may reach another that does not reach it.
        const std::size_t count = 20 + 15 * std::size_t(seed);
        std::vector<PlacedPeak> peaks;
        for (std::size_t i = 0; i < count; ++i)
            peaks.push_back({150.0 * (1 + 60e-6 * dice.uniform()), dice.uniform(100, 900),
                             draw_log_uniform(dice, 0.2, 2.0), i % 7, i});
        // The link is as long as the tolerance exactly: inside.
        peaks.push_back({200.0, 300.0, 2.0, 0, 0});
        peaks.push_back({200.0 * (1 + 10e-6), 310.0, 0.5, 1, 1});

        std::vector<std::size_t> group(peaks.size());
        for (std::size_t i = 0; i < peaks.size(); ++i) group[i] = i;
        const auto linked = [&](const PlacedPeak& a, const PlacedPeak& b) {
            return std::max(a.mz, b.mz) <= std::min(a.mz, b.mz) * (1.0 + 10.0 * 1e-6) &&
                   std::abs(a.time_s - b.time_s) <= 5.0 * std::max(a.sd_s, b.sd_s);
        };
        for (std::size_t i = 0; i < peaks.size(); ++i)
            for (std::size_t j = 0; j < i; ++j)
                if (linked(peaks[i], peaks[j]) && group[i] != group[j])
                    std::replace(group.begin(), group.end(), std::size_t(group[i]), std::size_t(group[j]));
        std::set<std::set<std::size_t>> expected, found;
        for (const std::size_t one : group) {
            std::set<std::size_t> members;
            for (std::size_t i = 0; i < peaks.size(); ++i)
                if (group[i] == one) members.insert(i);
            expected.insert(members);
        }
        for (const auto& members : peak_neighbourhoods(peaks, rule)) found.emplace(members.begin(), members.end());
        CHECK(expected.size() > 1);
        CHECK(found == expected);
    }
}
