#pragma once

/// \file
/// An electropherogram as the search for tops and the measurement see it.

#include "core/trace/intensity_noise.hpp"
#include "core/trace/trace_signal.hpp"

#include <cstdint>
#include <vector>

namespace gassan {

/// An electropherogram with what the search for tops learnt of it; vectors are parallel.
struct SmoothedSignal {
    const TraceSignal& raw;
    std::vector<double> counts;       ///< smoothed
    std::vector<std::uint16_t> half;  ///< half-width of the smoothing, scans
    IntensityNoise noise;             ///< of a single scan
    double usual = 0.0;               ///< median counts of an ion that is there most of the time; 0 for others

    /// Standard deviation of counts[i], from noise and from what is known of the ion's wander by now.
    [[nodiscard]] double sd(std::size_t i) const;
};

/// Full width of each of the two box passes, in widths expected there: tops are looked for on the fine one.
constexpr double fine_smoothing = 0.2, coarse_smoothing = 0.5;

/// Half-width in scans of the box passes where peaks are so wide.
[[nodiscard]] std::uint16_t smoothing_half(double of_fwhm, double fwhm_scans);

/// \param raw must outlive the result.
[[nodiscard]] SmoothedSignal smoothed(const TraceSignal& raw, const IntensityNoise& noise, double of_fwhm);

}  // namespace gassan
