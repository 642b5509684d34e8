#include "core/match/assign_in_order.hpp"

#include "core/base/random.hpp"

#include <catch2/catch.hpp>

#include <algorithm>
#include <cmath>
#include <limits>
#include <vector>

using namespace gassan;

namespace {

/// The least cost over every way to give peaks to centres in order, tried one by one.
double least_cost(const std::vector<PlacedPeak>& peaks, const std::vector<Centre>& centres, const AssignRule& rule,
                  std::size_t peak, std::size_t centre) {
    if (peak == peaks.size() && centre == centres.size()) return 0;
    double least = std::numeric_limits<double>::infinity();
    if (peak < peaks.size()) least = rule.stray_cost + least_cost(peaks, centres, rule, peak + 1, centre);
    if (centre < centres.size())
        least = std::min(least,
                         -std::log(1 - centres[centre].presence) + least_cost(peaks, centres, rule, peak, centre + 1));
    if (peak < peaks.size() && centre < centres.size()) {
        const double off = (peaks[peak].time_s - centres[centre].time_s) / peaks[peak].sd_s;
        const double ppm = (peaks[peak].mz / centres[centre].mz - 1) * 1e6;
        if (std::abs(off) <= rule.most_sd && std::abs(ppm) <= rule.mz_tolerance_ppm)
            least = std::min(least, off * off / 2 + ppm * ppm / 2 / rule.mz_sd_ppm / rule.mz_sd_ppm -
                                        std::log(centres[centre].presence) +
                                        least_cost(peaks, centres, rule, peak + 1, centre + 1));
    }
    return least;
}

}  // namespace

TEST_CASE("Peaks are given to centres at the least cost of all ways there are") {
    const AssignRule rule;
    for (std::uint32_t trial = 0; trial < 200; ++trial) {
        RandomStream dice(5, 1, trial);
        std::vector<PlacedPeak> peaks(std::size_t(dice.uniform(0, 5)));
        std::vector<Centre> centres(std::size_t(dice.uniform(0, 5)));
        for (auto& peak : peaks) peak = {500 * (1 + 5e-6 * draw_normal(dice)), dice.uniform(100, 130), 3};
        for (auto& centre : centres) centre = {500, dice.uniform(100, 130), dice.uniform(0.05, 0.95)};
        std::sort(peaks.begin(), peaks.end(), [](const auto& a, const auto& b) { return a.time_s < b.time_s; });
        std::sort(centres.begin(), centres.end(), [](const auto& a, const auto& b) { return a.time_s < b.time_s; });
        const Assignment given = assign_in_order(peaks, centres, rule);
        CAPTURE(trial);
        CHECK(given.cost == Approx(least_cost(peaks, centres, rule, 0, 0)));
        // In order, and no two to one.
        std::size_t next = 0;
        for (const std::size_t centre : given.centre) {
            if (centre == Assignment::nobody) continue;
            CHECK(centre >= next);
            next = centre + 1;
        }
    }
}

TEST_CASE("Of two isomers that both came late each keeps its own peak") {
    const AssignRule rule;
    const std::vector<Centre> centres{{132.1019, 600, 0.9}, {132.1019, 612, 0.9}};
    // Both 8 s late: the nearest feature of the first peak is the second one.
    const std::vector<PlacedPeak> both{{132.1019, 608, 4}, {132.1019, 620, 4}};
    CHECK(assign_in_order(both, centres, rule).centre == std::vector<std::size_t>{0, 1});
    const std::vector<PlacedPeak> one{{132.1019, 611, 4}};
    CHECK(assign_in_order(one, centres, rule).centre == std::vector<std::size_t>{1});
}

TEST_CASE("What is too far in time or m/z is nobody's") {
    const AssignRule rule;
    const std::vector<Centre> centres{{500, 600, 0.9}};
    for (const PlacedPeak& peak : {PlacedPeak{500, 616, 3}, PlacedPeak{500.0055, 600, 3}})
        CHECK(assign_in_order(std::vector{peak}, centres, rule).centre[0] == Assignment::nobody);
}

TEST_CASE("A width tells which of two ions a peak is, and never that it is none") {
    const AssignRule rule;
    const auto peak = [](double time_s, double fwhm_s) {
        return PlacedPeak{
            .mz = 132.1, .time_s = time_s, .sd_s = 4.0, .log_fwhm = std::log(fwhm_s), .log_fwhm_sd = 0.15};
    };
    const std::vector<Centre> both{{132.1, 300.0, 0.5, std::log(8.0)}, {132.1, 310.0, 0.5, std::log(16.0)}};
    // Half-way between the two in time, and a little nearer to the wrong one.
    CHECK(assign_in_order(std::vector{peak(305.0, 8.3)}, both, rule).centre[0] == 0);
    CHECK(assign_in_order(std::vector{peak(305.0, 15.5)}, both, rule).centre[0] == 1);
    CHECK(assign_in_order(std::vector{peak(305.5, 8.3)}, both, rule).centre[0] == 0);
    // Far nearer to one of them, the place decides; and what nothing is known of tells nothing.
    CHECK(assign_in_order(std::vector{peak(314.0, 8.3)}, both, rule).centre[0] == 1);
    CHECK(assign_in_order(std::vector{peak(304.0, std::nan(""))}, both, rule).centre[0] == 0);
    // Alone, an ion takes a peak of any width at no more than it costs without.
    const std::vector<Centre> one{both[0]};
    const Assignment wide = assign_in_order(std::vector{peak(301.0, 40.0)}, one, rule);
    CHECK(wide.centre[0] == 0);
    CHECK(wide.cost == Approx(assign_in_order(std::vector{peak(301.0, std::nan(""))}, one, rule).cost));
}
