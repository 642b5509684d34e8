#include "core/quantify/invert.hpp"

#include <cmath>

namespace gassan {
namespace {

/// Variance of the distance between a response and the curve at x, the response being of the size of `size`.
double variance_at(const Calibration& calibration, double x, double size, double response_se, double matrix_sd) {
    const std::array<double, 3> gradient = calibration.fit.shape.gradient(x);
    double of_curve = 0.0;
    for (std::size_t row = 0; row < 3; ++row)
        for (std::size_t column = 0; column < 3; ++column)
            of_curve += gradient[row] * calibration.curve.covariance[3 * row + column] * gradient[column];
    return calibration.law.variance(size, response_se) + matrix_sd * size * matrix_sd * size + of_curve;
}

/// Where the response begins to be contradicted, from x on in steps of sign * step; NaN where nowhere.
double end_of_interval(const Calibration& calibration, double x, double step, double sign, double response,
                       double response_se, double matrix_sd) {
    const auto contradicted = [&](double at) {
        const double expected = calibration.fit.shape.at(at);
        const double sd = std::sqrt(variance_at(calibration, at, expected, response_se, matrix_sd));
        return sign * (expected - response) > calibration.law.t95 * sd;
    };
    double inside = 0.0, outside = step;
    while (!contradicted(x + sign * outside)) {
        inside = outside;
        outside *= 1.5;
        if (outside > 1e4 * step) return no_value;
    }
    for (int half = 0; half < 40 && outside - inside > 1e-9 * outside; ++half) {
        const double middle = 0.5 * (inside + outside);
        (contradicted(x + sign * middle) ? outside : inside) = middle;
    }
    return x + sign * outside;
}

}  // namespace

Inverted invert(const Calibration& calibration, double response, double response_se, double matrix_sd) {
    Inverted result;
    const CurveShape& shape = calibration.fit.shape;
    if (!std::isfinite(response_se)) response_se = 0.0;
    const double x = shape.inverse(response);
    if (!std::isfinite(x)) return result;
    result.value = x;
    result.se = std::sqrt(variance_at(calibration, x, response, response_se, matrix_sd)) / shape.slope(x);

    const double half = calibration.law.t95 * result.se;
    result.low95 = x - half;
    result.high95 = x + half;
    if (half > 0.0) {
        const double low = end_of_interval(calibration, x, half, -1.0, response, response_se, matrix_sd);
        const double high = end_of_interval(calibration, x, half, +1.0, response, response_se, matrix_sd);
        if (std::isfinite(low) && std::isfinite(high)) {
            result.low95 = low;
            result.high95 = high;
        }
    }

    const auto flag = [&](const char* name) { result.flags += (result.flags.empty() ? "" : ";") + std::string(name); };
    if (x > calibration.curve.uloq) flag(">ULOQ");
    if (x < calibration.curve.loq) flag("<LLOQ");
    if (x < 0.0) flag("negative");
    if (calibration.lowest > 0.0 && !std::isfinite(calibration.curve.loq)) flag("imprecise");
    if (!calibration.good) flag("poor_curve");
    return result;
}

}  // namespace gassan
