#pragma once

/// \file
/// Peak shapes of electrophoresis with their mathematics (docs/methods/peak_shapes.md). All are unit-area densities
/// in 1/s against time; multiply by an area in counts x s to get counts.

#include <cstddef>
#include <vector>

namespace gassan {

/// Full width at half height of a Gaussian over its standard deviation: 2 sqrt(2 ln 2).
constexpr double fwhm_over_sigma = 2.3548200450309493;

/// Haarhoff-Van der Linde peak: a Gaussian that electromigration dispersion has skewed towards a triangle.
struct HvlShape {
    double a1_s = 0.0;        ///< centre at infinite dilution: the one that carries the mobility
    double sigma_s = 1.0;     ///< standard deviation at infinite dilution, > 0
    double distortion = 0.0;  ///< dimensionless, in proportion to the amount; > 0 sharp front and tail, < 0 fronting
};

/// Finite and >= 0 for every time and every distortion (tested to +-1e5).
[[nodiscard]] double hvl_density(const HvlShape& shape, double time_s);

/// Share of the area before time_s, from the closed form; monotone, in [0, 1].
[[nodiscard]] double hvl_cdf(const HvlShape& shape, double time_s);

/// The same at begin_s, begin_s + step_s, ..., step_s >= 0: what does not change from time to time is computed once,
/// and nothing behind the time from which all has passed.
[[nodiscard]] std::vector<double> hvl_cdf(const HvlShape& shape, double begin_s, double step_s, std::size_t size);

/// Time before which a share of the area lies, for share in (0, 1): the inverse of hvl_cdf.
[[nodiscard]] double hvl_quantile(const HvlShape& shape, double share);

/// What an analyst reads off a peak.
struct PeakMeasures {
    double apex_s = 0.0;
    double height_per_s = 0.0;  ///< density at the apex
    double fwhm_s = 0.0;
    double asymmetry = 1.0;  ///< tail over front half-width at 10 % height
    double tailing = 1.0;    ///< USP tailing: whole over twice the front width at 5 % height
};

[[nodiscard]] PeakMeasures hvl_measures(const HvlShape& shape);

/// Exponentially modified Gaussian: a Gaussian that passed a mixed volume.
struct EmgShape {
    double centre_s = 0.0;  ///< mean of the Gaussian
    double sigma_s = 1.0;   ///< > 0
    double tau_s = 1.0;     ///< time constant of the exponential, > 0 (tailing)
};

[[nodiscard]] double emg_density(const EmgShape& shape, double time_s);
[[nodiscard]] double emg_cdf(const EmgShape& shape, double time_s);

[[nodiscard]] double gauss_density(double centre_s, double sigma_s, double time_s);
[[nodiscard]] double gauss_cdf(double centre_s, double sigma_s, double time_s);

/// Standard normal helpers that keep their relative precision in the far tail.
[[nodiscard]] double log_normal_cdf(double z);
/// Mills' ratio (1 - Phi(x)) / phi(x); for x down to -37.
[[nodiscard]] double mills_ratio(double x);
/// z with ln Phi(z) = log_p, for log_p < 0.
[[nodiscard]] double normal_quantile_of_log(double log_p);

}  // namespace gassan
