#pragma once

#include "core/quantify/calibration.hpp"

#include <string>

namespace gassan {

/// What a response says of the amount in the vial.
struct Inverted {
    double value = no_value;  ///< in the curve's unit; kept wherever it lies
    double se = no_value;
    double low95 = no_value, high95 = no_value;
    std::string flags;  ///< ">ULOQ", "<LLOQ", "negative", "imprecise" (no LOQ), "poor_curve", joined by ";"
};

/// The concentration of a response, with the error of the response (its own and its scatter about the curve) and of
/// the curve. The interval holds every x that the response does not contradict at 5 %:
///     |response - f(x)| <= t sqrt(V(f(x)) + g(x)' Sigma g(x))
/// with V more by (matrix_sd f(x))^2, what a sample does to the response beyond what standards show,
/// so that it is longer upwards where errors are relative. Where such an interval has no end, x +- t se.
[[nodiscard]] Inverted invert(const Calibration& calibration, double response, double response_se,
                              double matrix_sd = 0.0);

}  // namespace gassan
