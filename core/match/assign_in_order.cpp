#include "core/match/assign_in_order.hpp"

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <limits>

namespace gassan {
namespace {

constexpr double impossible = std::numeric_limits<double>::infinity();

/// Ions of one m/z differ in their widths, too, and those depend little on the amount; where they do (overload, a
/// neighbour's flank) the cost is bounded, and so never decides alone.
double width_cost(const PlacedPeak& peak, const Centre& centre, const AssignRule& rule) {
    const double off = std::abs(peak.log_fwhm - centre.log_fwhm) / peak.log_fwhm_sd;
    if (!std::isfinite(off)) return 0.0;
    const double bounded = std::min(off, rule.most_width_sd);
    return 0.5 * bounded * bounded;
}

double match_cost(const PlacedPeak& peak, const Centre& centre, const AssignRule& rule) {
    const double off = (peak.time_s - centre.time_s) / peak.sd_s;
    const double ppm = (peak.mz / centre.mz - 1.0) * 1e6;
    if (!(std::abs(off) <= rule.most_sd) || !(std::abs(ppm) <= rule.mz_tolerance_ppm)) return impossible;
    const double off_mz = ppm / rule.mz_sd_ppm;
    return 0.5 * off * off + 0.5 * off_mz * off_mz - std::log(centre.presence);
}

/// Row i, column k: a peak given to a centre. A width tells between ions that may have the peak, never whether it is
/// any ion's at all: the one that it suits best pays nothing.
std::vector<double> match_costs(std::span<const PlacedPeak> peaks, std::span<const Centre> centres,
                                const AssignRule& rule) {
    std::vector<double> costs;
    for (const PlacedPeak& peak : peaks) {
        double least = impossible;
        for (const Centre& centre : centres) {
            costs.push_back(match_cost(peak, centre, rule));
            if (costs.back() < impossible) least = std::min(least, width_cost(peak, centre, rule));
        }
        for (std::size_t k = 0; k < centres.size(); ++k)
            if (double& cost = costs[costs.size() - centres.size() + k]; cost < impossible)
                cost += width_cost(peak, centres[k], rule) - least;
    }
    return costs;
}

enum class Move : std::uint8_t { none, absent, stray, match };

}  // namespace

Assignment assign_in_order(std::span<const PlacedPeak> peaks, std::span<const Centre> centres, const AssignRule& rule) {
    const std::size_t n = peaks.size(), m = centres.size(), width = m + 1;
    const std::vector<double> match = match_costs(peaks, centres, rule);
    std::vector<double> cost((n + 1) * width, impossible);
    std::vector<Move> from((n + 1) * width, Move::none);
    cost[0] = 0.0;
    for (std::size_t i = 0; i <= n; ++i)
        for (std::size_t k = 0; k <= m; ++k) {
            const std::size_t here = i * width + k;
            const auto offer = [&](std::size_t there, double price, Move move) {
                if (cost[there] + price < cost[here]) {
                    cost[here] = cost[there] + price;
                    from[here] = move;
                }
            };
            if (i > 0 && k > 0) offer(here - width - 1, match[(i - 1) * m + k - 1], Move::match);
            if (k > 0) offer(here - 1, -std::log1p(-centres[k - 1].presence), Move::absent);
            if (i > 0) offer(here - width, rule.stray_cost, Move::stray);
        }
    Assignment result{std::vector<std::size_t>(n, Assignment::nobody), cost[n * width + m]};
    for (std::size_t i = n, k = m; i > 0 || k > 0;) {
        const Move move = from[i * width + k];
        if (move == Move::match) result.centre[i - 1] = k - 1;
        if (move != Move::absent) --i;
        if (move != Move::stray) --k;
    }
    return result;
}

}  // namespace gassan
