#include "core/quantify/limits.hpp"

#include "core/base/robust.hpp"
#include "core/quantify/invert.hpp"

#include <algorithm>
#include <cmath>
#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace gassan {
namespace {

constexpr double per_lod = 3.3, per_loq = 10.0;  // ICH Q2(R1), 6.3 and 7.3
constexpr double snr_of_lod = 3.0;
constexpr std::size_t least_blanks = 4;

struct Limits {
    double lod = no_value, loq = no_value;
    std::string how;
};

Limits by_sd(double sd, double slope, const std::string& of_what) {
    return {per_lod * sd / slope, per_loq * sd / slope, "LOD and LOQ: 3.3 and 10 sd of " + of_what + " / slope"};
}

std::optional<Limits> by_blanks(std::span<const double> blanks, double slope) {
    if (blanks.size() < least_blanks) return std::nullopt;
    double mean = 0.0, squares = 0.0;
    for (const double blank : blanks) mean += blank / double(blanks.size());
    for (const double blank : blanks) squares += (blank - mean) * (blank - mean);
    const double sd = std::sqrt(squares / double(blanks.size() - 1));
    return by_sd(sd, slope, std::to_string(blanks.size()) + " blanks");
}

std::optional<Limits> by_residuals(const Calibration& calibration, double slope) {
    std::vector<double> errors;
    double level = std::numeric_limits<double>::infinity();
    for (const std::size_t i : calibration.used) level = std::min(level, calibration.curve.points[i].concentration);
    for (const std::size_t i : calibration.used) {
        const CurvePoint& point = calibration.curve.points[i];
        if (point.concentration == level && point.response_se > 0.0) errors.push_back(point.response_se);
    }
    if (errors.empty()) return std::nullopt;
    const double sd = std::sqrt(calibration.law.variance(0.0, median(errors)));
    if (!(sd > 0.0)) return std::nullopt;
    return by_sd(sd, slope, "responses at the lowest level");
}

std::optional<Limits> by_snr(const Calibration& calibration, std::span<const double> snr) {
    std::vector<std::pair<double, double>> known;  // level, what a S/N of 1 would take
    for (const std::size_t i : calibration.used) {
        const double level = calibration.curve.points[i].concentration;
        if (snr[i] > 0.0) known.emplace_back(level, level / snr[i]);
    }
    if (known.empty()) return std::nullopt;
    std::sort(known.begin(), known.end());
    const auto above =
        std::find_if(known.begin(), known.end(), [&](const auto& k) { return k.first > known[0].first; });
    const double second = above == known.end() ? known[0].first : above->first;
    std::vector<double> units;
    for (const auto& [level, unit] : known)
        if (level <= second) units.push_back(unit);
    const double unit = median(units);
    return Limits{snr_of_lod * unit, per_loq * unit, "LOD and LOQ: S/N of 3 and 10 (over the noise's sd)"};
}

// ---- precision ------------------------------------------------------------------------------------------------

/// The areas' own error where a response of level x would lie: between the levels by logarithms, below them as it is at
/// the lowest.
double response_se_at(const std::vector<std::pair<double, double>>& se_of_level, double x) {
    const auto above = std::lower_bound(se_of_level.begin(), se_of_level.end(), std::pair{x, 0.0});
    if (se_of_level.empty()) return 0.0;
    if (above == se_of_level.begin()) return above->second;
    if (above == se_of_level.end()) return se_of_level.back().second;
    const auto& [x0, y0] = *std::prev(above);
    const auto& [x1, y1] = *above;
    const double share = std::log(x / x0) / std::log(x1 / x0);
    return std::exp((1.0 - share) * std::log(y0) + share * std::log(y1));
}

/// The smallest amount of the range that is told to the asked relative standard deviation; NaN where none is.
double precise_from(const Calibration& calibration, double rsd) {
    constexpr double step = 1.01;
    std::vector<std::pair<double, double>> se_of_level;
    for (const std::size_t i : calibration.used)
        if (const CurvePoint& point = calibration.curve.points[i]; point.response_se > 0.0)
            se_of_level.emplace_back(point.concentration, point.response_se);
    std::sort(se_of_level.begin(), se_of_level.end());
    const auto last = std::unique(se_of_level.begin(), se_of_level.end(),
                                  [](const auto& a, const auto& b) { return a.first == b.first; });
    se_of_level.erase(last, se_of_level.end());
    for (double x = calibration.lowest; x <= calibration.highest; x *= step) {
        const Inverted told = invert(calibration, calibration.fit.shape.at(x), response_se_at(se_of_level, x));
        if (told.se <= rsd * x) return x;
    }
    return no_value;
}

/// The LOQ is where amounts become precise, which a scatter at response zero alone does not tell.
void require_precision(Calibration& calibration, double rsd) {
    CalibrationCurve& curve = calibration.curve;
    if (!(calibration.lowest > 0.0)) return;
    const double from = precise_from(calibration, rsd);
    const std::string asked = number_text(100.0 * rsd) + " %";
    if (from <= curve.loq) return;
    curve.loq = from;
    curve.limits += std::isfinite(from) ? "; LOQ: from here on amounts are told to " + asked
                                        : "; LOQ: none, no amount is told to " + asked;
}

}  // namespace

void tell_limits(Calibration& calibration, std::span<const double> blanks, std::span<const double> snr,
                 const QuantifyParams& params) {
    CalibrationCurve& curve = calibration.curve;
    if (!calibration.stands()) return;
    const double slope = calibration.fit.shape.slope(calibration.lowest);
    const auto asked = [&](std::string_view way) { return params.limit_by == "auto" || params.limit_by == way; };

    std::optional<Limits> limits;
    if (asked("blank")) limits = by_blanks(blanks, slope);
    if (!limits && asked("residual")) limits = by_residuals(calibration, slope);
    if (!limits && asked("snr")) limits = by_snr(calibration, snr);
    if (!limits) limits = Limits{no_value, no_value, "LOD: nothing tells it"};

    curve.lod = limits->lod;
    curve.loq = limits->loq;
    curve.limits = limits->how;
    if (!(curve.loq >= calibration.lowest) && calibration.lowest > 0.0) {
        curve.loq = calibration.lowest;
        curve.limits += "; LOQ: the lowest level that is right";
    }
    require_precision(calibration, params.max_loq_rsd_percent / 100.0);
    curve.uloq = calibration.highest;
    curve.limits += "; ULOQ: the highest level that is right";
}

}  // namespace gassan
