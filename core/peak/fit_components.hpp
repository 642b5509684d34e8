#pragma once

/// \file
/// Up to four peaks fitted together to a stretch of an electropherogram.
///
/// Levenberg-Marquardt in (ln area, centre, ln sigma, skew) of each component, derivatives in closed form, each scan
/// weighed by the inverse of its variance. A scan in which the ion was not seen says only that it stayed below the
/// threshold: it adds -2 ln Phi((threshold - counts) / sd) (Tobin, Econometrica 26 (1958) 24), not a zero.
///
/// Priors keep what the data cannot tell within reason: they matter where two peaks lie so close that width and skew
/// of each could be anything.

#include "core/peak/component.hpp"

#include <array>
#include <span>
#include <vector>

namespace gassan {

/// What is fitted; parallel.
struct FitPoints {
    std::vector<double> time_s;
    std::vector<double> counts;  ///< above the baseline; of an unseen scan the threshold above the baseline
    std::vector<double> weight;  ///< 1 / sd
    std::vector<char> unseen;

    [[nodiscard]] std::size_t size() const { return time_s.size(); }
};

/// Normal priors on the shape of every component.
struct ShapePrior {
    double log_sigma_s = 0.0, log_sigma_sd = 1e3;  ///< about a width
    double tie_sd = 1e3;                           ///< of ln sigma about the mean of the components
    double skew = 0.0, skew_sd = 1e3;
};

constexpr int most_components = 4;

struct ShapeFit {
    ShapeKind kind = ShapeKind::gauss;
    std::vector<Component> components;  ///< in order of time
    double cost = 0.0;                  ///< -2 ln likelihood, up to a constant of the points; without the priors
    double chi_square = 0.0;            ///< of the scans in which the ion was seen
    int seen = 0;                       ///< their number
    int iterations = 0;
    std::vector<double> centre_se_s, log_area_se;  ///< from the curvature at the minimum; parallel to components

    [[nodiscard]] int free() const { return coordinates(kind) * int(components.size()); }
    /// Akaike's criterion with the correction for few points (Hurvich and Tsai, Biometrika 76 (1989) 297).
    [[nodiscard]] double aicc(std::size_t points) const;
    /// Counts of all components together.
    [[nodiscard]] std::vector<double> counts(std::span<const double> times_s) const;
    /// One for each component, to compute counts at many times.
    [[nodiscard]] std::vector<PreparedComponent> prepared() const;
};

/// Counts of all together.
[[nodiscard]] double counts_of(std::span<const PreparedComponent> components, double time_s);

/// \param start one to four components. \return the fit; an infinite cost where it came to nothing.
[[nodiscard]] ShapeFit fit_components(const FitPoints& points, ShapeKind kind, std::span<const Component> start,
                                      const ShapePrior& prior);

/// What one more component could gain, without fitting it: Rao's score test (Proc. Camb. Phil. Soc. 44 (1948) 50). By
/// how much the cost of a fit falls, to first order, with the best amount of the best candidate (its area does not
/// matter) while the fitted components give way. \param candidates of the fit's kind, at least one; the first that
/// gains enough is taken.
[[nodiscard]] double gain_of_another(const FitPoints& points, const ShapeFit& fit,
                                     std::span<const Component> candidates, double enough_gain);

}  // namespace gassan
