#include "core/correct/ground.hpp"

#include "core/base/parallel.hpp"
#include "core/base/robust.hpp"

#include <algorithm>
#include <cmath>

namespace gassan {
namespace {

/// A variable's exponent by itself: product / squares, its scatter about that, and degrees of freedom.
struct OwnExponent {
    Following sums;
    double rest = 0.0, degrees = -1.0;
};

OwnExponent own_exponent(const CorrectionGround& ground, std::size_t variable) {
    OwnExponent own;
    double spread = 0.0;
    for (const UnitSeries& series : series_of(ground, variable)) {
        if (!ground.courses[series.unit].known()) continue;
        const Following sums = following(ground, series, {});
        own.sums.product += sums.product;
        own.sums.squares += sums.squares;
        double mean = 0.0;
        for (const double y : series.y) mean += y / double(series.y.size());
        for (const double y : series.y) spread += (y - mean) * (y - mean);
        own.degrees += double(series.y.size()) - 1.0;
    }
    if (own.sums.squares > 0.0) own.rest = spread - own.sums.product * own.sums.product / own.sums.squares;
    return own;
}

/// Variance of QCs over the variance of exponents about 1 (by moments: what own exponents scatter more than their
/// errors do): a variable of which little is known takes the course as it is.
double steadiness(const CorrectionGround& ground, std::size_t variables) {
    double scatter = 0.0, expected = 0.0, weight = 0.0;
    std::vector<double> variances;
    for (std::size_t v = 0; v < variables; ++v) {
        const OwnExponent own = own_exponent(ground, v);
        if (!(own.sums.squares > 0.0) || own.degrees < 2.0) continue;
        const double variance = std::max(own.rest, 0.0) / own.degrees, off = own.sums.product / own.sums.squares - 1.0;
        scatter += own.sums.squares * off * off;
        expected += variance;
        weight += own.sums.squares;
        variances.push_back(variance);
    }
    const double of_exponents = weight > 0.0 ? (scatter - expected) / weight : 0.0;
    constexpr double never = 1e12;  // exponents differ no more than by chance: 1 for all
    return of_exponents > 0.0 ? std::min(never, median(std::move(variances)) / of_exponents) : never;
}

}  // namespace

CorrectionGround correction_ground(QcTable table, const CorrectParams& params, int threads) {
    CorrectionGround ground{.table = std::move(table),
                            .rule = curve_rule(params),
                            .ways = {Way::none, Way::own},
                            .levels_by_qc = params.batch == "qc",
                            .least_gain = -2.0 * std::log1p(-0.01 * params.min_gain_percent),
                            .min_qcs = std::size_t(params.min_qcs)};
    if (params.drift == "median") ground.ways = {Way::none, Way::level};
    if (params.drift != "auto") return ground;
    ground.ways = {Way::none, Way::level, Way::common, Way::half, Way::own, Way::both};
    ground.courses.resize(ground.table.units.size());
    const std::vector<UsualSlope> usual = usual_slopes(ground.table, ground.rule);
    parallel_for(ground.courses.size(), threads, [&](std::size_t u) {
        ground.courses[u] = common_course(ground.table, ground.table.units[u], ground.rule, usual[u]);
    });
    ground.steadiness =
        steadiness(ground, ground.table.columns() ? ground.table.logs.size() / ground.table.columns() : 0);
    return ground;
}

}  // namespace gassan
