#include "core/quantify/limits.hpp"

#include "core/base/robust.hpp"

#include <algorithm>
#include <cmath>
#include <optional>
#include <string>

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
    curve.uloq = calibration.highest;
    curve.limits += "; ULOQ: the highest level that is right";
}

}  // namespace gassan
